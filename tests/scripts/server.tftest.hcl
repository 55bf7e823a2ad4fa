# Plans of scripts/terraform, and of the engine of AWS Batch, with a provider that only pretends.
mock_provider "aws" {}

variables {
  ssh_from   = "203.0.113.7/32"
  public_key = "key.pub"
}

run "small_by_default" {
  command = plan

  assert {
    condition     = aws_instance.sorlab.instance_type == "t3.micro" && local.architecture == "x86_64"
    error_message = "t3.micro is x86-64"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.ssh.cidr_ipv4 == "203.0.113.7/32"
    error_message = "ssh from one address alone"
  }
  assert {
    condition     = aws_instance.sorlab.metadata_options[0].http_tokens == "required"
    error_message = "IMDSv2"
  }
  assert {
    condition     = aws_instance.sorlab.root_block_device[0].encrypted
    error_message = "the disk is encrypted"
  }
  assert {
    condition     = length(aws_instance.sorlab.user_data) < 16384
    error_message = "EC2 takes 16 KB of user data"
  }
  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.kafka) == 0 && strcontains(local.user_data, "SORLAB_KAFKA_HOST=\n")
    error_message = "9092 is closed"
  }
}

run "graviton_is_arm64" {
  command = plan

  variables {
    instance_type = "t4g.micro"
  }
  assert {
    condition     = local.architecture == "arm64"
    error_message = "t4g is arm64"
  }
}

run "names_that_hold_a_g_elsewhere_are_not" {
  command = plan

  variables {
    instance_type = "g5.xlarge"
  }
  assert {
    condition     = local.architecture == "x86_64"
    error_message = "g5 is x86-64"
  }
}

run "a_release_is_filled_in_and_kafka_opened_to_whom_it_is_asked_for" {
  command = plan

  variables {
    release_url    = "https://example.org/sorlab"
    release_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    kafka_from     = "203.0.113.0/24"
  }
  assert {
    condition     = strcontains(local.user_data, "SORLAB_URL=https://example.org/sorlab\n")
    error_message = "the address"
  }
  assert {
    condition     = strcontains(local.user_data, "SORLAB_SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n")
    error_message = "the checksum"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.kafka[0].cidr_ipv4 == "203.0.113.0/24" && aws_vpc_security_group_ingress_rule.kafka[0].from_port == 9092
    error_message = "9092 from there alone"
  }
  assert {
    condition     = strcontains(local.user_data, "SORLAB_KAFKA_HOST=ec2\n")
    error_message = "setup.sh opens it"
  }
}

run "neither_the_whole_world_nor_an_address_that_a_shell_would_obey" {
  command = plan

  variables {
    ssh_from    = "0.0.0.0/0"
    kafka_from  = "0.0.0.0/0"
    release_url = "https://example.org/$(reboot)"
  }
  expect_failures = [var.ssh_from, var.kafka_from, var.release_url]
}

# The engine beside it, so that the provider is asked for its schema once.
run "the_engine_of_aws_batch" {
  command = plan

  module {
    source = "./engine"
  }
  variables {
    place = { image = "sorlab", subnets = ["subnet-1"], group = "sg-1", profile = "arn:aws:iam::123456789012:instance-profile/ecsInstanceRole", files = "fs-1" }
  }
}
