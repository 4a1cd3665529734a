# What all instances at work all the time would cost. Requests, storage, traffic and logs are not counted; free tiers and discounts neither.

locals {
  # List prices in USD an hour, written down from memory of the public price pages in November 2026 and not fetched: look them up.
  prices_as_of = "2026-11"
  prices = {
    aws        = { gib_hour = 0.0600, vcpu_hour = 0.0000, source = "https://aws.amazon.com/lambda/pricing/ (x86, us-east-1, 0.0000166667 a GB-second)" }
    azure      = { gib_hour = 0.0936, vcpu_hour = 0.0000, source = "https://azure.microsoft.com/pricing/details/functions/ (Flex Consumption, on demand, 0.000026 a GB-second)" }
    gcp        = { gib_hour = 0.0090, vcpu_hour = 0.0864, source = "https://cloud.google.com/run/pricing (tier 1, request-based, 0.0000025 a GiB-second and 0.000024 a vCPU-second)" }
    kubernetes = { gib_hour = 0.0040, vcpu_hour = 0.0300, source = "an example; what a processor and a GiB of your nodes cost" }
  }
  price = try(local.prices[var.cloud], local.prices.kubernetes)

  # Units of a currency for one USD, rounded, of the same month and by memory too.
  rates           = { USD = 1, EUR = 0.9, GBP = 0.8, JPY = 150 }
  rate            = try(local.rates[var.monthly_budget_currency], 1)
  hours_per_month = 730

  instance_cost_per_hour = local.rate * (local.memory_mb / 1024 * local.price.gib_hour + local.vcpus * local.price.vcpu_hour)

  budget = {
    amount                                = var.monthly_budget_amount
    currency                              = var.monthly_budget_currency
    amount_usd                            = floor(100 * var.monthly_budget_amount / local.rate) / 100 # AWS keeps budgets in USD
    cost_percent                          = var.alarm_thresholds.cost_percent
    instance_cost_per_hour                = local.instance_cost_per_hour
    worst_case_daily_cost_by_instances    = ceil(100 * local.instance_cost_per_hour * 24 * var.max_instances) / 100
    worst_case_monthly_cost_by_instances  = ceil(100 * local.instance_cost_per_hour * local.hours_per_month * var.max_instances) / 100
    standing_monthly_cost_by_instances    = ceil(100 * local.instance_cost_per_hour * local.hours_per_month * var.min_instances) / 100
    hours_of_all_instances_within_budget  = floor(10 * var.monthly_budget_amount / (local.instance_cost_per_hour * var.max_instances)) / 10
    max_instances_for_a_day_within_budget = floor(var.monthly_budget_amount / (local.instance_cost_per_hour * 24))
    prices_as_of                          = local.prices_as_of
    price_source                          = local.price.source
  }
}
