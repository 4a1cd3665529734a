# Settings of the program: those an operator may give, those the module gives.

locals {
  # The names of docs/operations/settings.md; a test holds the two together.
  known_settings = [
    "CAPTION_ADDRESS", "CAPTION_PORT", "CAPTION_METRICS_PORT", "CAPTION_GRPC_PORT", "CAPTION_ROLE", "CAPTION_SCORER_URL",
    "CAPTION_SCORER_KEY_FILE", "CAPTION_SCORER_SECONDS", "CAPTION_FALLBACK_URL", "CAPTION_FALLBACK_KEY_FILE", "CAPTION_FALLBACK_SECONDS",
    "CAPTION_AUTH", "CAPTION_KEYS_FILE", "CAPTION_JWT_ISSUER", "CAPTION_JWT_AUDIENCE",
    "CAPTION_JWT_ALGORITHMS", "CAPTION_JWT_KEY_SET", "CAPTION_PLATFORM_SCOPES", "CAPTION_ALLOWED_ORIGINS", "CAPTION_MODEL",
    "CAPTION_MODEL_FROM", "CAPTION_MODEL_SECONDS", "CAPTION_MODEL_CACHE", "CAPTION_MODEL_STATE", "CAPTION_TRUSTED_KEYS",
    "CAPTION_UNSIGNED_MODELS", "CAPTION_MIN_VERSION", "CAPTION_REGISTRY_USER", "CAPTION_REGISTRY_PASSWORD_FILE",
    "CAPTION_QUALITY_MODEL", "CAPTION_LABEL_MODEL", "CAPTION_TEXT_MODEL",
    "CAPTION_ENDPOINT_KEY_FILE", "CAPTION_ENDPOINT_SECONDS", "CAPTION_ENDPOINT_RETRIES", "CAPTION_ENDPOINT_SIDE",
    "CAPTION_ENDPOINT_FORMAT", "CAPTION_ENDPOINT_MAX_TOKENS", "CAPTION_ENDPOINT_PRICE_IN", "CAPTION_ENDPOINT_PRICE_OUT",
    "CAPTION_DECODER", "CAPTION_MAX_PIXELS",
    "CAPTION_MAX_SIDE", "CAPTION_MAX_FRAMES", "CAPTION_MAX_BODY_BYTES", "CAPTION_MAX_BODIES", "CAPTION_MAX_BODIES_BYTES",
    "CAPTION_MAX_TEXT_CHARACTERS", "CAPTION_WORDING", "CAPTION_THREADS", "CAPTION_SAVE_MEMORY", "CAPTION_PROVIDER", "CAPTION_DEVICE", "CAPTION_CONCURRENCY",
    "CAPTION_QUEUE", "CAPTION_BATCH", "CAPTION_BATCH_MILLISECONDS", "CAPTION_DEADLINE_SECONDS",
    "CAPTION_MAX_IMAGE_BYTES", "CAPTION_URLS", "CAPTION_URL_NETWORKS", "CAPTION_URL_SECONDS", "CAPTION_URL_PER_MINUTE",
    "CAPTION_URL_PROXY", "CAPTION_BLOBS_FROM", "CAPTION_UPLOADS_TO", "CAPTION_UPLOAD_SECONDS", "CAPTION_STORE_SECONDS",
    "CAPTION_EVENTS_FROM", "CAPTION_RESULTS_TO", "CAPTION_WATCH_FOLDER", "CAPTION_EVENTS_ATTEMPTS", "CAPTION_EVENTS_ISSUER",
    "CAPTION_EVENTS_AUDIENCE", "CAPTION_EVENTS_KEY_SET", "CAPTION_EVENTS_IDENTITY", "CAPTION_EVENTS_ORIGINS", "CAPTION_REVIEWS_TO",
    "CAPTION_KEEP_FEATURES", "CAPTION_KEEP_PICTURES", "CAPTION_REVIEWS_PER_MINUTE",
    "CAPTION_RETENTION_DAYS", "CAPTION_PREDICTIONS_TO", "CAPTION_PREDICTIONS_PERCENT", "CAPTION_PREDICTIONS_DAYS",
    "CAPTION_PREDICTIONS_TEXT", "CAPTION_TRAFFIC_TO", "CAPTION_TRAFFIC_SECONDS", "CAPTION_FORWARD_TO",
    "CAPTION_SHARD_INDEX", "CAPTION_SHARD_COUNT", "CAPTION_RUN",
    "CAPTION_PRICES", "CAPTION_PRICED_AS",
  ]

  # What follows from other variables, from resources, or from the job engine.
  module_settings = [
    "CAPTION_ADDRESS", "CAPTION_PORT", "CAPTION_AUTH", "CAPTION_CONCURRENCY", "CAPTION_DEADLINE_SECONDS", "CAPTION_EVENTS_FROM",
    "CAPTION_RESULTS_TO", "CAPTION_WATCH_FOLDER", "CAPTION_EVENTS_ATTEMPTS", "CAPTION_EVENTS_ISSUER", "CAPTION_EVENTS_AUDIENCE",
    "CAPTION_EVENTS_KEY_SET", "CAPTION_EVENTS_IDENTITY", "CAPTION_EVENTS_ORIGINS", "CAPTION_RETENTION_DAYS", "CAPTION_SHARD_INDEX",
    "CAPTION_SHARD_COUNT", "CAPTION_RUN", "CAPTION_PRICES", "CAPTION_PRICED_AS",
  ]

  secret_settings = [
    "CAPTION_KEYS_FILE", "CAPTION_JWT_KEY_SET", "CAPTION_URL_PROXY", "CAPTION_ENDPOINT_KEY_FILE", "CAPTION_REGISTRY_PASSWORD_FILE",
    "CAPTION_SCORER_KEY_FILE", "CAPTION_FALLBACK_KEY_FILE",
  ]

  # A password in an address, a private key, a key id of AWS, a signed address, an account's key, a token of GitLab or GitHub.
  secret_value = "://[^/?#\\s]*:[^/?#\\s]*@|-----BEGIN|(AKIA|ASIA)[0-9A-Z]{16}|[?&;]([Ss]ig|X-Amz-Signature|X-Goog-Signature)=|AccountKey=|SharedAccess|gl[a-z]{2,}-[0-9A-Za-z_-]{20}|gh[a-z]_[0-9A-Za-z]{30}"

  operator_settings = [for name in local.known_settings : name if !contains(local.module_settings, name) && name != "CAPTION_KEYS_FILE"]

  secret_form = lookup(local.secret_forms, var.cloud, local.secret_forms.kubernetes)
  secret_forms = {
    aws = {
      pattern = "^arn:aws(-[a-z]+)*:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]+)$"
      says    = "the ARN of a secret of Secrets Manager or a parameter of Systems Manager"
    }
    azure = {
      pattern = "^https://[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]\\.vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)/secrets/[A-Za-z0-9-]{1,127}(/[0-9a-f]{32})?$"
      says    = "the id of a secret of a key vault, https://VAULT.vault.azure.net/secrets/NAME"
    }
    gcp = {
      pattern = "^projects/[a-z0-9:.-]+/secrets/[A-Za-z0-9_-]{1,255}(/versions/([0-9]+|latest))?$"
      says    = "the id of a secret of Secret Manager, projects/PROJECT/secrets/NAME"
    }
    kubernetes = {
      pattern = "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/[A-Za-z0-9._-]{1,253}$"
      says    = "a key of a Secret of the namespace, SECRET/KEY"
    }
  }

  access_lacks = {
    keys = [for name in ["CAPTION_KEYS_FILE"] : name if !contains(keys(var.secrets), name)]
    jwt = [for name in ["CAPTION_JWT_ISSUER", "CAPTION_JWT_AUDIENCE", "CAPTION_JWT_KEY_SET"] : name
      if !contains(keys(var.settings), name) && !contains(keys(var.secrets), name)
    ]
  }

  # The rest (where events come from, where results go) is each cloud module's to add.
  settings = tomap(merge(var.settings, {
    CAPTION_AUTH             = var.access
    CAPTION_CONCURRENCY      = tostring(local.limits.concurrency_per_instance)
    CAPTION_DEADLINE_SECONDS = tostring(var.timeout_seconds - 1) # our answer comes before the platform's
    CAPTION_RETENTION_DAYS   = tostring(var.result_retention_days)
  }))
}
