# The example as it stands: planned, applied, and planned again without a change.

variables {
  project_id      = "captions-sandbox"
  billing_account = "012345-6789AB-CDEF01"
  image           = "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev/captions@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  release_version = "1.4.0"
  caller          = "ann@example.org"
}

run "the_example_is_applied" {
  command = apply

  assert {
    condition     = startswith(output.caption_url, "https://")
    error_message = "caption_url must be an address, not ${output.caption_url}."
  }
  assert {
    condition     = can(regex("^gs://captions-dev-[0-9a-f]{6}-store/in/$", output.store)) && can(regex("^gs://captions-dev-[0-9a-f]{6}-results/$", output.result_store))
    error_message = "Stores must be the module's buckets, not ${output.store} and ${output.result_store}."
  }
  assert {
    condition     = output.registry == "europe-west1-docker.pkg.dev/captions-sandbox/captions-dev"
    error_message = "registry must be the module's repository, not ${output.registry}."
  }
}
