# Tags, in the form that the cloud takes: AWS and Azure nearly any text of 256 characters, Google a-z0-9_- and Kubernetes A-Za-z0-9._-
# in at most 63 characters.

locals {
  own_tag_keys = ["name", "environment", "owner", "cost-center", "data-classification", "release", "managed-by"]

  plain_tags = merge(var.tags, {
    name                = var.name
    environment         = var.environment
    owner               = var.owner
    cost-center         = var.cost_center
    data-classification = var.data_classification
    release             = var.release_version
    managed-by          = "terraform"
  })
  plain_exception_tags = { for name, reason in var.exceptions : "exception-${name}" => reason }

  tag_values = { for key, value in merge(local.plain_tags, local.plain_exception_tags) : key => {
    aws        = substr(replace(value, "/[^\\pL0-9 +=._:/@-]+/", "-"), 0, 256)
    azure      = substr(value, 0, 256)
    gcp        = trim(substr(replace(lower(value), "/[^a-z0-9_-]+/", "-"), 0, 63), "-_")
    kubernetes = trim(substr(replace(value, "/[^A-Za-z0-9_.-]+/", "-"), 0, 63), "-_.")
  } }
  tags           = { for key, values in local.tag_values : key => try(values[var.cloud], "") }
  exception_tags = { for key in keys(local.plain_exception_tags) : key => local.tags[key] }
}
