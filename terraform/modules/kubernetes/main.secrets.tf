# Secrets are named, never given: an existing Secret of the namespace, or one that the External Secrets operator makes. What can be a file is
# mounted as one, so that a change reaches the host without a restart and no child process inherits it.

locals {
  secret_parts = { for setting, id in var.secrets : setting => { secret = split("/", id)[0], key = split("/", id)[1] } }

  secret_mounts = { for setting, part in local.secret_parts : lower(replace(setting, "_", "-")) => {
    secret = part.secret
    key    = part.key
    path   = "/etc/captions/${lower(replace(setting, "_", "-"))}"
  } if setting != "CAPTION_URL_PROXY" }
  secret_files = { for setting, part in local.secret_parts : setting => "/etc/captions/${lower(replace(setting, "_", "-"))}/${part.key}" if setting != "CAPTION_URL_PROXY" }

  # An address with a password is no file to the program.
  secret_values = { for setting, part in local.secret_parts : setting => part if setting == "CAPTION_URL_PROXY" }

  # Everything that is kept elsewhere, by Secret.
  all_secret_ids = distinct(concat(values(var.secrets), try([var.smtp.password_secret], []), try([var.rollback_trigger.token_secret], [])))
  wanted_keys    = { for id in local.all_secret_ids : split("/", id)[0] => split("/", id)[1]... if id != null }
}

resource "kubernetes_manifest" "external_secret" {
  for_each = var.external_secrets == null ? {} : local.wanted_keys

  manifest = {
    apiVersion = "external-secrets.io/v1"
    kind       = "ExternalSecret"
    metadata = {
      name      = each.key
      namespace = local.namespace
      labels    = local.labels
    }
    spec = {
      refreshInterval = "1h"
      secretStoreRef  = { name = var.external_secrets.name, kind = var.external_secrets.kind }
      target          = { name = each.key, creationPolicy = "Owner" }
      data            = [for key in distinct(each.value) : { secretKey = key, remoteRef = { key = each.key, property = key } }]
    }
  }
}
