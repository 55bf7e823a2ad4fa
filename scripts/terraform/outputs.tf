output "ssh" {
  description = "How to get in."
  value       = "ssh ec2-user@${aws_instance.sorlab.public_ip}"
}

output "deploy" {
  description = "How to bring executable and tape, from the project's folder."
  value       = "scripts/deploy.sh --tape l1_day.csv --restart ec2-user@${aws_instance.sorlab.public_ip}"
}

output "architecture" {
  description = "Which executable the machine runs."
  value       = local.architecture
}
