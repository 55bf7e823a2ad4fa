# What each task of the array does. Parts are kept one by one, so that a task whose machine is taken away goes on.
resource "aws_batch_job_definition" "study" {
  name = "sorlab"
  type = "container"
  container_properties = jsonencode({
    image                = var.place.image
    command              = ["study", "run", "--study", "/study/study.json", "--parts", "/study/parts", "--cache", "/tmp/tapes"]
    resourceRequirements = [{ type = "VCPU", value = "4" }, { type = "MEMORY", value = "4096" }]
    mountPoints          = [{ sourceVolume = "study", containerPath = "/study" }]
    volumes = [{
      name                   = "study"
      efsVolumeConfiguration = { fileSystemId = var.place.files, transitEncryption = "ENABLED" }
    }]
  })
  retry_strategy {
    attempts = 5
    # What would end the same way again. All else is retried: 4 and 5, something that is not there now; 130, 137 and
    # 143, a signal; and what has no exit code, as the machine was taken away.
    dynamic "evaluate_on_exit" {
      for_each = ["1", "2", "3", "6", "7"]
      content {
        action       = "EXIT"
        on_exit_code = evaluate_on_exit.value
      }
    }
  }
}
