# A study on AWS Batch: an array job on Graviton spot, plan and parts on EFS at /study. See `sorlab help study`.
#   aws batch submit-job --job-name study --job-queue sorlab --job-definition sorlab --array-properties size=1000
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.80" }
  }
}
variable "place" { # profile: of the instances, an ARN such as arn:aws:iam::123456789012:instance-profile/ecsInstanceRole; image: with sorlab as its entry, for arm64
  type = object({ image = string, subnets = list(string), group = string, profile = string, files = string })
}
resource "aws_batch_compute_environment" "spot" {
  compute_environment_name_prefix = "sorlab-"
  type                            = "MANAGED"
  compute_resources {
    type                = "SPOT"
    allocation_strategy = "SPOT_PRICE_CAPACITY_OPTIMIZED"
    instance_type       = ["c7g", "c8g", "m7g"]
    max_vcpus           = 4000
    subnets             = var.place.subnets
    security_group_ids  = [var.place.group]
    instance_role       = var.place.profile
  }
}
resource "aws_batch_job_queue" "queue" {
  name     = "sorlab"
  state    = "ENABLED"
  priority = 1
  compute_environment_order {
    order               = 1
    compute_environment = aws_batch_compute_environment.spot.arn
  }
}
