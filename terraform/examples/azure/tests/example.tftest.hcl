variables {
  owner       = "me@example.org"
  alarm_email = "me@example.org"
}

run "it_deploys" {
  command = apply

  variables {
    allowed_ip_ranges = ["198.51.100.0/24"]
  }

  assert {
    condition     = can(regex("^https://[a-z0-9.-]+$", output.caption_url)) && can(regex("^az://[a-z0-9]{3,24}/pictures/$", output.store)) && can(regex("^az://[a-z0-9]{3,24}/results/$", output.result_store))
    error_message = "The outputs are no addresses."
  }
  assert {
    condition     = output.deployment.plan == "flex" && output.deployment.environment == "dev"
    error_message = "It is not the smallest deployment."
  }
}
