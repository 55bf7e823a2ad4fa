output "ssh" {
  description = "How to get in."
  value       = "ssh ec2-user@${aws_instance.sorlab.public_ip}"
}

output "deploy" {
  description = "How to bring executable and tape, from the project's folder."
  value       = "scripts/deploy.sh --tape l1_day.csv --restart ec2-user@${aws_instance.sorlab.public_ip}"
}

output "kafka" {
  description = "How others get the broker's certificate and password, where kafka_from lets them in."
  value = var.kafka_from == "" ? null : join(" ", [
    "ssh ec2-user@${aws_instance.sorlab.public_ip}",
    "'cd /etc/sorlab/kafka && sudo tar -c ca.pem client.properties' | tar -x",
  ])
}

output "architecture" {
  description = "Which executable the machine runs."
  value       = local.architecture
}
