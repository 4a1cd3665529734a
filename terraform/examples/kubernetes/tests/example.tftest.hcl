variables {
  image      = "registry.example.org/captions/host@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  jobs_image = "registry.example.org/captions/jobs@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}

run "two_images_are_all_it_takes" {
  command = apply

  assert {
    condition     = output.caption_url == "http://captions-dev.captions-dev.svc.cluster.local/"
    error_message = "The example's service is not where its README asks."
  }
}

run "a_second_plan_changes_nothing" {
  command = plan

  assert {
    condition     = output.deployment == run.two_images_are_all_it_takes.deployment
    error_message = "The same values give another deployment."
  }
}
