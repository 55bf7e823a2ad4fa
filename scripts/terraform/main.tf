# One server of sorlab on EC2: Java, Apache Kafka, producer and back-tester, set up by scripts/cloud_init.yaml.
#
#   terraform init
#   terraform apply -var ssh_from="$(curl -s https://checkip.amazonaws.com)/32"
#   terraform destroy      # nothing of it is left, and nothing costs any more
#
# The lines that it prints say how to get in, and how to bring executable and tape.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Name = "sorlab" }
  }
}

locals {
  # t4g, m7g, c8gn and their kin are arm64.
  architecture = can(regex("^[a-z]+[0-9]+g[a-z]*\\.", var.instance_type)) ? "arm64" : "x86_64"

  settings = [
    "SORLAB_URL=${var.release_url}",
    "SORLAB_SHA256=${var.release_sha256}",
    "SORLAB_KAFKA_HOST=${var.kafka_from == "" ? "" : "ec2"}",
  ]
  # In place of the empty ones.
  user_data = replace(
    file("${path.module}/../cloud_init.yaml"),
    "/( +SORLAB_[A-Z0-9_]+=\n)+/",
    join("", [for setting in local.settings : "   ${setting}\n"]),
  )
}

data "aws_ssm_parameter" "amazon_linux" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${local.architecture}"
}

resource "aws_key_pair" "sorlab" {
  key_name_prefix = "sorlab-"
  public_key      = file(pathexpand(var.public_key))
}

resource "aws_security_group" "sorlab" {
  name_prefix = "sorlab-"
  description = "sorlab: from outside ssh from one address, and Kafka if it is asked"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.sorlab.id
  description       = "ssh from the caller"
  cidr_ipv4         = var.ssh_from
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

# Only where it is asked: the broker listens on 127.0.0.1 otherwise, and by TLS with a password then.
resource "aws_vpc_security_group_ingress_rule" "kafka" {
  count             = var.kafka_from == "" ? 0 : 1
  security_group_id = aws_security_group.sorlab.id
  description       = "Kafka by TLS"
  cidr_ipv4         = var.kafka_from
  ip_protocol       = "tcp"
  from_port         = 9092
  to_port           = 9092
}

# Packages, Kafka and the release are fetched from outside.
resource "aws_vpc_security_group_egress_rule" "https" {
  for_each          = { http = 80, https = 443 }
  security_group_id = aws_security_group.sorlab.id
  description       = each.key
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_instance" "sorlab" {
  ami                         = data.aws_ssm_parameter.amazon_linux.value
  instance_type               = var.instance_type
  key_name                    = aws_key_pair.sorlab.key_name
  vpc_security_group_ids      = [aws_security_group.sorlab.id]
  associate_public_ip_address = true
  user_data                   = local.user_data

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required" # IMDSv2
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = var.disk_gb
    encrypted   = true
  }

  lifecycle {
    # A new image is no reason to lose the machine.
    ignore_changes = [ami]
  }
}
