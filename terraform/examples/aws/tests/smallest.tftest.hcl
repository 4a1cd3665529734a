# The smallest deployment stands, by itself.

variables {
  owner                 = "me"
  release_version       = "1.4.0"
  package_bucket        = "captions-packages"
  package_sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
}

run "plan" {
  command = plan

  assert {
    condition     = startswith(output.store, "s3://captions-dev-") && endswith(output.store, "/in/")
    error_message = "Uploads below in/ are captioned."
  }
}

run "apply" {
  command = apply

  assert {
    condition     = startswith(output.caption_url, "https://") && endswith(output.caption_url, "/")
    error_message = "There is an address to ask."
  }
  assert {
    condition     = output.result_store == replace(output.store, "-store/in/", "-results/")
    error_message = "Results have a store of their own."
  }
}

run "second_plan_changes_nothing" {
  command = plan

  assert {
    condition     = output.caption_url == run.apply.caption_url
    error_message = "What stands stays as it is."
  }
}
