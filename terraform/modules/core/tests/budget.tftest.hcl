# What instances may cost, by arithmetic.

variables {
  cloud           = "aws"
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "team-pictures"
  release_version = "1.4.0"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = []
}

run "ten_functions_of_2048_mb_for_a_day_and_a_month" {
  command = plan
  variables {
    memory_mb = 2048
  }
  assert { # 2 GiB x 0.06 = 0.12 an hour
    condition     = abs(output.budget.instance_cost_per_hour - 0.12) < 0.000001
    error_message = "An hour costs ${output.budget.instance_cost_per_hour}."
  }
  assert { # 10 x 24 x 0.12, 10 x 730 x 0.12, 50 / (10 x 0.12), 50 / (24 x 0.12)
    condition = (output.budget.worst_case_daily_cost_by_instances == 28.8 && output.budget.worst_case_monthly_cost_by_instances == 876
    && output.budget.hours_of_all_instances_within_budget == 41.6 && output.budget.max_instances_for_a_day_within_budget == 17)
    error_message = "The budget is ${jsonencode(output.budget)}."
  }
}

run "processors_count_where_they_are_paid_for" {
  command = plan
  variables {
    cloud   = "gcp"
    region  = "europe-west1"
    package = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
  }
  assert { # 1 GiB x 0.009 + 2 x 0.0864
    condition     = output.limits.vcpus == 2 && abs(output.budget.instance_cost_per_hour - 0.1818) < 0.000001
    error_message = "An hour costs ${output.budget.instance_cost_per_hour} with ${output.limits.vcpus} processors."
  }
}

run "another_currency_is_counted_at_its_rate" {
  command = plan
  variables {
    monthly_budget_currency = "EUR"
    memory_mb               = 2048
  }
  assert {
    condition     = output.budget.worst_case_daily_cost_by_instances == 25.92 && output.budget.amount_usd == 55.55
    error_message = "The budget is ${jsonencode(output.budget)}."
  }
}

run "yen_are_counted_in_yen" {
  command = plan
  variables {
    monthly_budget_currency = "JPY"
    monthly_budget_amount   = 7500
    memory_mb               = 2048
  }
  assert {
    condition     = output.budget.worst_case_daily_cost_by_instances == 4320 && output.budget.amount_usd == 50
    error_message = "The budget is ${jsonencode(output.budget)}."
  }
}

run "instances_kept_ready_must_be_paid_for_by_the_budget" {
  command = plan
  variables {
    min_instances         = 1
    memory_mb             = 1024
    max_instances         = 2
    monthly_budget_amount = 44
  }
  assert { # 730 x 0.06
    condition     = output.budget.standing_monthly_cost_by_instances == 43.8
    error_message = "They cost ${output.budget.standing_monthly_cost_by_instances}."
  }
}

run "a_day_may_cost_the_whole_budget_and_no_more" {
  command = plan
  variables {
    memory_mb             = 2048
    max_instances         = 10
    monthly_budget_amount = 28.8
  }
}

run "a_reason_lets_instances_go_beyond_the_budget" {
  command = plan
  variables {
    max_instances = 1000
    exceptions    = { unbounded_instances = "The yearly archive runs for one weekend, with the finance team watching." }
  }
  assert {
    condition     = !output.protections.unbounded_instances && output.limits.max_instances == 1000
    error_message = "The limits are ${jsonencode(output.limits)}."
  }
}
