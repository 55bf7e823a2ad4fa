variable "region" {
  description = "Where the machine stands."
  type        = string
  default     = "us-east-1"
}

variable "instance_type" {
  description = "t3.micro (x86-64, 1 GiB) is enough; t4g.micro is the same on arm64, and cheaper."
  type        = string
  default     = "t3.micro"
}

variable "disk_gb" {
  description = "Size of the encrypted disk, GB: 4 for the system, 1 of swap, the rest for tapes and topics."
  type        = number
  default     = 10

  validation {
    condition     = var.disk_gb >= 8
    error_message = "The image needs 8 GB."
  }
}

variable "public_key" {
  description = "The public half of the key that you get in by."
  type        = string
  default     = "~/.ssh/id_ed25519.pub"
}

variable "ssh_from" {
  description = "Who may use ssh, as a CIDR block: your own address and /32."
  type        = string

  validation {
    condition     = can(cidrhost(var.ssh_from, 0)) && try(tonumber(split("/", var.ssh_from)[1]) >= 16, false)
    error_message = "A CIDR block such as 203.0.113.7/32, and not the whole world."
  }
}

variable "kafka_from" {
  description = "Who may use Kafka's port 9092, by TLS and a password, as a CIDR block; nobody by default."
  type        = string
  default     = ""

  validation {
    condition     = var.kafka_from == "" || try(tonumber(split("/", cidrsubnet(var.kafka_from, 0, 0))[1]) >= 16, false)
    error_message = "A CIDR block such as 203.0.113.7/32, and not the whole world."
  }
}

variable "release_url" {
  description = "Address of the executable, to have it downloaded; empty where scripts/deploy.sh brings it."
  type        = string
  default     = ""

  validation {
    condition     = var.release_url == "" || can(regex("^https://[^[:space:]'\"$`\\\\]+$", var.release_url))
    error_message = "An https address."
  }
}

variable "release_sha256" {
  description = "Its SHA-256, from the release's SHA256SUMS."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([0-9a-f]{64})?$", var.release_sha256))
    error_message = "64 hexadecimal digits."
  }
}
