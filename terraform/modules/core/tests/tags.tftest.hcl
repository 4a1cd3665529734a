# Tags in the form of each cloud, those of exceptions among them.

variables {
  cloud           = "aws"
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "Team Pictures"
  release_version = "1.4.0-rc.1"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = []
  tags            = { team = "pictures" }
  exceptions      = { short_logs = "Logs go to the team's own archive; 100% of them!" }
}

run "aws_takes_blanks_and_some_signs" {
  command = plan
  variables {
    owner = "Team Pictures"
  }
  assert {
    condition = output.tags == {
      name                 = "captions"
      environment          = "dev"
      owner                = "Team Pictures"
      cost-center          = "none"
      data-classification  = "internal"
      release              = "1.4.0-rc.1"
      managed-by           = "terraform"
      team                 = "pictures"
      exception-short_logs = "Logs go to the team-s own archive- 100- of them-"
    }
    error_message = "The tags are ${jsonencode(output.tags)}."
  }
  assert {
    condition     = output.exception_tags == { exception-short_logs = output.tags.exception-short_logs }
    error_message = "The tags of exceptions are ${jsonencode(output.exception_tags)}."
  }
}

run "azure_takes_the_reason_as_it_is" {
  command = plan
  variables {
    cloud   = "azure"
    region  = "westeurope"
    owner   = "Team Pictures"
    package = { container = "packages", key = "captions.zip" }
  }
  assert {
    condition     = output.tags.exception-short_logs == "Logs go to the team's own archive; 100% of them!"
    error_message = "The tags are ${jsonencode(output.tags)}."
  }
}

run "google_takes_small_letters_digits_and_two_signs_in_63_characters" {
  command = plan
  variables {
    cloud      = "gcp"
    region     = "europe-west1"
    owner      = "Team Pictures"
    package    = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
    exceptions = { public_network = "A partner's network has no peering with ours until the contract is signed in spring." }
  }
  assert {
    condition     = alltrue([for key, value in output.tags : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "The labels are ${jsonencode(output.tags)}."
  }
  assert {
    condition     = output.tags.owner == "team-pictures" && output.tags.release == "1-4-0-rc-1" && output.tags.exception-public_network == "a-partner-s-network-has-no-peering-with-ours-until-the-contract"
    error_message = "The labels are ${jsonencode(output.tags)}."
  }
}

run "kubernetes_takes_labels_that_begin_and_end_with_a_letter_or_digit" {
  command = plan
  variables {
    cloud   = "kubernetes"
    region  = "west"
    owner   = "team@example.org"
    package = { image = "registry.example.org/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
  assert {
    condition     = alltrue([for value in values(output.tags) : can(regex("^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$", value))])
    error_message = "The labels are ${jsonencode(output.tags)}."
  }
  assert {
    condition     = output.tags.owner == "team-example.org" && output.tags.release == "1.4.0-rc.1"
    error_message = "The labels are ${jsonencode(output.tags)}."
  }
}
