# Refusals: each bad value of each variable. The line `says` is the whole message; a test holds them to what Terraform prints.
# What looks like a secret is written in two parts, so that scans for secrets need no exception.

variables {
  cloud           = "aws"
  environment     = "dev"
  region          = "eu-central-1"
  owner           = "team-pictures"
  release_version = "1.4.0"
  package         = { bucket = "packages", key = "captions-aws.zip", sha256_base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  alarm_emails    = ["team@example.org"]
}

run "log_retention_days_between_steps" {
  command = plan
  # says: log_retention_days must be one of 30, 60, 90, 180, 365 (1, 3, 7 and 14 need the exception short_logs); it is 45.
  variables {
    log_retention_days = 45
  }
  expect_failures = [var.log_retention_days]
}

run "log_retention_days_zero" {
  command = plan
  # says: log_retention_days must be one of 30, 60, 90, 180, 365 (1, 3, 7 and 14 need the exception short_logs); it is 0.
  variables {
    log_retention_days = 0
  }
  expect_failures = [var.log_retention_days]
}

run "log_retention_days_short_without_the_exception" {
  command = plan
  # says: log_retention_days must be one of 30, 60, 90, 180, 365 (1, 3, 7 and 14 need the exception short_logs); it is 7.
  variables {
    log_retention_days = 7
  }
  expect_failures = [var.log_retention_days]
}

run "log_retention_days_short_on_azure" {
  command = plan
  # says: log_retention_days must be one of 30, 60, 90, 180, 365; it is 7.
  variables {
    cloud              = "azure"
    region             = "westeurope"
    package            = { container = "packages", key = "captions.zip" }
    log_retention_days = 7
    exceptions         = { short_logs = "An archive of logs is kept by another team." }
  }
  expect_failures = [var.log_retention_days]
}

run "result_retention_days_negative" {
  command = plan
  # says: result_retention_days must be a whole number from 0 (for ever) to 36500; it is -1.
  variables {
    result_retention_days = -1
  }
  expect_failures = [var.result_retention_days]
}

run "result_retention_days_too_many" {
  command = plan
  # says: result_retention_days must be a whole number from 0 (for ever) to 36500; it is 36501.
  variables {
    result_retention_days = 36501
  }
  expect_failures = [var.result_retention_days]
}

run "result_retention_days_with_a_fraction" {
  command = plan
  # says: result_retention_days must be a whole number from 0 (for ever) to 36500; it is 1.5.
  variables {
    result_retention_days = 1.5
  }
  expect_failures = [var.result_retention_days]
}

run "monthly_budget_amount_zero" {
  command = plan
  # says: monthly_budget_amount must be 1 to 100000; it is 0.5.
  variables {
    monthly_budget_amount = 0.5
  }
  expect_failures = [var.monthly_budget_amount]
}

run "monthly_budget_amount_too_high" {
  command = plan
  # says: monthly_budget_amount must be 1 to 100000; it is 100001.
  variables {
    monthly_budget_amount = 100001
  }
  expect_failures = [var.monthly_budget_amount]
}

run "monthly_budget_amount_that_a_day_spends" {
  command = plan
  # says: monthly_budget_amount 20 USD could be spent within a day, before a cost alarm can fire: 10 instances of 1769 MB cost up to 24.88 USD a day. Set max_instances to 8 or fewer, raise the budget, or give the exception unbounded_instances a reason.
  variables {
    monthly_budget_amount = 20
  }
  expect_failures = [output.budget]
}

run "max_instances_that_a_day_of_overspends" {
  command = plan
  # says: monthly_budget_amount 1000 USD could be spent within a day, before a cost alarm can fire: 1000 instances of 1769 MB cost up to 2487.66 USD a day. Set max_instances to 401 or fewer, raise the budget, or give the exception unbounded_instances a reason.
  variables {
    max_instances         = 1000
    monthly_budget_amount = 1000
  }
  expect_failures = [output.budget]
}

run "monthly_budget_amount_that_does_not_pay_for_min_instances" {
  command = plan
  # says: monthly_budget_amount 50 USD does not pay for min_instances: 1 instances kept ready cost 75.67 USD a month.
  variables {
    monthly_budget_amount = 50
    min_instances         = 1
    max_instances         = 2
  }
  expect_failures = [output.budget]
}

run "monthly_budget_currency_unknown" {
  command = plan
  # says: monthly_budget_currency must be USD, EUR, GBP or JPY; it is "CHF".
  variables {
    monthly_budget_currency = "CHF"
  }
  expect_failures = [var.monthly_budget_currency]
}

run "monthly_budget_currency_in_small_letters" {
  command = plan
  # says: monthly_budget_currency must be USD, EUR, GBP or JPY; it is "usd".
  variables {
    monthly_budget_currency = "usd"
  }
  expect_failures = [var.monthly_budget_currency]
}

run "monthly_budget_currency_empty" {
  command = plan
  # says: monthly_budget_currency must be USD, EUR, GBP or JPY; it is "".
  variables {
    monthly_budget_currency = ""
  }
  expect_failures = [var.monthly_budget_currency]
}

run "alarm_emails_that_are_none" {
  command = plan
  # says: alarm_emails must be e-mail addresses such as team@example.org, each once.
  variables {
    alarm_emails = ["team"]
  }
  expect_failures = [var.alarm_emails]
}

run "alarm_emails_with_a_blank" {
  command = plan
  # says: alarm_emails must be e-mail addresses such as team@example.org, each once.
  variables {
    alarm_emails = ["a b@example.org"]
  }
  expect_failures = [var.alarm_emails]
}

run "alarm_emails_twice" {
  command = plan
  # says: alarm_emails must be e-mail addresses such as team@example.org, each once.
  variables {
    alarm_emails = ["a@example.org", "a@example.org"]
  }
  expect_failures = [var.alarm_emails]
}

run "alarm_emails_none_in_prod" {
  command = plan
  # says: alarm_emails must be e-mail addresses such as team@example.org, each once, and at least one in prod.
  variables {
    environment      = "prod"
    rollback_trigger = { url = "https://gitlab.com/api/v4/projects/1/trigger/pipeline", token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trigger" }
    alarm_emails     = []
  }
  expect_failures = [var.alarm_emails]
}

run "alarm_emails_with_a_null" {
  command = plan
  # says: alarm_emails must be e-mail addresses such as team@example.org, each once.
  variables {
    alarm_emails = [null]
  }
  expect_failures = [var.alarm_emails]
}

run "alarm_thresholds_error_percent_above_100" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: error_percent = 101.
  variables {
    alarm_thresholds = { error_percent = 101 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_error_percent_negative" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: error_percent = -1.
  variables {
    alarm_thresholds = { error_percent = -1 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_latency_p95_ms_too_short" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: latency_p95_ms = 99.
  variables {
    alarm_thresholds = { latency_p95_ms = 99 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_throttles_per_minute_negative" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: throttles_per_minute = -1.
  variables {
    alarm_thresholds = { throttles_per_minute = -1 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_dead_letters_too_many" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: dead_letters = 100001.
  variables {
    alarm_thresholds = { dead_letters = 100001 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_oldest_event_age_seconds_too_short" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: oldest_event_age_seconds = 59.
  variables {
    alarm_thresholds = { oldest_event_age_seconds = 59 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_cost_percent_zero" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: cost_percent = 0.
  variables {
    alarm_thresholds = { cost_percent = 0 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_refused_percent_zero" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: refused_percent = 0.
  variables {
    alarm_thresholds = { refused_percent = 0 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "alarm_thresholds_two_at_once" {
  command = plan
  # says: alarm_thresholds must be cost_percent 1 to 100, dead_letters 0 to 100000, error_percent 0 to 100, latency_p95_ms 100 to 900000, oldest_event_age_seconds 60 to 604800, refused_percent 1 to 100, throttles_per_minute 0 to 100000. Not allowed: cost_percent = 101, refused_percent = 101.
  variables {
    alarm_thresholds = { cost_percent = 101, refused_percent = 101 }
  }
  expect_failures = [var.alarm_thresholds]
}

run "canary_above_half" {
  command = plan
  # says: canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has 51 and 10.
  variables {
    canary = { percent = 51 }
  }
  expect_failures = [var.canary]
}

run "canary_negative" {
  command = plan
  # says: canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has -1 and 10.
  variables {
    canary = { percent = -1 }
  }
  expect_failures = [var.canary]
}

run "canary_without_minutes" {
  command = plan
  # says: canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has 10 and 0.
  variables {
    canary = { minutes = 0 }
  }
  expect_failures = [var.canary]
}

run "canary_too_long" {
  command = plan
  # says: canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has 10 and 1441.
  variables {
    canary = { minutes = 1441 }
  }
  expect_failures = [var.canary]
}

run "canary_with_a_fraction" {
  command = plan
  # says: canary must have whole numbers: percent from 0 to 50, minutes from 1 to 1440; it has 2.5 and 10.
  variables {
    canary = { percent = 2.5 }
  }
  expect_failures = [var.canary]
}

run "rollback_trigger_missing_in_prod" {
  command = plan
  # says: rollback_trigger is required in prod: { url, token_secret }; or give the exception no_rollback a reason.
  variables {
    environment = "prod"
  }
  expect_failures = [var.rollback_trigger]
}

run "rollback_trigger_over_http" {
  command = plan
  # says: rollback_trigger must have an https url without user, query or fragment, and as token_secret the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
  variables {
    rollback_trigger = { url = "http://gitlab.example.org/api", token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trigger" }
  }
  expect_failures = [var.rollback_trigger]
}

run "rollback_trigger_with_a_token_in_its_url" {
  command = plan
  # says: rollback_trigger must have an https url without user, query or fragment, and as token_secret the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
  variables {
    rollback_trigger = { url = "https://gitlab.example.org/api?token=abc", token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trigger" }
  }
  expect_failures = [var.rollback_trigger]
}

run "rollback_trigger_with_a_user_in_its_url" {
  command = plan
  # says: rollback_trigger must have an https url without user, query or fragment, and as token_secret the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
  variables {
    rollback_trigger = { url = "https://me:${"abc"}@gitlab.example.org/api", token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trigger" }
  }
  expect_failures = [var.rollback_trigger]
}

run "rollback_trigger_with_a_token_in_place_of_an_id" {
  command = plan
  # says: rollback_trigger must have an https url without user, query or fragment, and as token_secret the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
  variables {
    rollback_trigger = { url = "https://gitlab.example.org/api", token_secret = "${"glptt"}-0123" }
  }
  expect_failures = [var.rollback_trigger]
}

run "rollback_trigger_without_a_url" {
  command = plan
  # says: rollback_trigger must have an https url without user, query or fragment, and as token_secret the ARN of a secret of Secrets Manager or a parameter of Systems Manager.
  variables {
    rollback_trigger = { url = null, token_secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:trigger" }
  }
  expect_failures = [var.rollback_trigger]
}

run "archive_job_with_one_shard" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { shards = 1, max_parallel = 1 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_with_too_many_shards" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { shards = 10001 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_with_more_workers_than_shards" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { shards = 2, max_parallel = 3 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_without_workers" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { max_parallel = 0 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_without_time" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { timeout_hours = 0 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_with_too_much_time" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { timeout_hours = 25 }
  }
  expect_failures = [var.archive_job]
}

run "archive_job_with_a_fraction" {
  command = plan
  # says: archive_job must have whole numbers: shards from 2 to 10000, max_parallel from 1 to 1000 and no more than shards, timeout_hours from 1 to 24.
  variables {
    archive_job = { shards = 2.5, max_parallel = 2 }
  }
  expect_failures = [var.archive_job]
}

run "exceptions_unknown" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: no_alarms.
  variables {
    exceptions = { no_alarms = "Nobody reads them, and nobody ever will." }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_without_a_reason" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: public_network.
  variables {
    exceptions = { public_network = "" }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_with_a_reason_too_short" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: public_network.
  variables {
    exceptions = { public_network = "because I say so" }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_with_a_reason_of_blanks" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: public_network.
  variables {
    exceptions = { public_network = "                         " }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_with_a_reason_of_two_lines" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: public_network.
  variables {
    exceptions = { public_network = "The first line of it\nand the second one." }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_with_a_reason_too_long" {
  command = plan
  # says: exceptions must be public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access, no_rollback = the reason in one line of 20 to 500 characters. Not allowed: public_network.
  variables {
    exceptions = { public_network = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  }
  expect_failures = [var.exceptions]
}

run "exceptions_public_access_on_the_platform" {
  command = plan
  # says: exceptions: public_access opens the function to anyone, so access must be keys or jwt; it is "platform".
  variables {
    exceptions = { public_access = "A form on our site asks it straight." }
  }
  expect_failures = [var.exceptions]
}
