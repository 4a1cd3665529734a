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

run "settings_with_one_that_is_not_known" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_COLOUR (not known).
  variables {
    settings = { CAPTION_COLOUR = "red" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_of_the_module" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_AUTH (set by the module).
  variables {
    settings = { CAPTION_AUTH = "none" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_of_the_events" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_EVENTS_FROM (set by the module).
  variables {
    settings = { CAPTION_EVENTS_FROM = "s3://other/" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_of_a_job" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_SHARD_INDEX (set by the module).
  variables {
    settings = { CAPTION_SHARD_INDEX = "1" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_that_is_a_secret" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_KEYS_FILE (holds a secret).
  variables {
    settings = { CAPTION_KEYS_FILE = "/keys.json" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_with_a_password_in_an_address" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_URL_PROXY (holds a secret).
  variables {
    settings = { CAPTION_URL_PROXY = "http://me:${"abc"}@proxy.example.org" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_with_a_signed_address" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_JWT_KEY_SET (holds a secret).
  variables {
    settings = { CAPTION_JWT_KEY_SET = "https://example.org/keys?sv=1&sig=abc" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_with_a_key_of_aws" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_JWT_AUDIENCE (holds a secret).
  variables {
    settings = { CAPTION_JWT_AUDIENCE = "${"AKIA"}ABCDEFGHIJKLMNOP" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_without_a_value" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_MAX_PIXELS (empty).
  variables {
    settings = { CAPTION_MAX_PIXELS = "" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_that_is_null" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_MAX_PIXELS (empty).
  variables {
    settings = { CAPTION_MAX_PIXELS = null }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_of_other_programs" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: PATH (not known).
  variables {
    settings = { PATH = "/tmp" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_in_small_letters" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: caption_max_pixels (not known).
  variables {
    settings = { caption_max_pixels = "1" }
  }
  expect_failures = [var.settings]
}

run "settings_with_one_that_stands_in_secrets_too" {
  command = plan
  # says: settings must be names of docs/operations/settings.md with a value that holds no secret (secrets go by id into secrets): CAPTION_JWT_ISSUER, CAPTION_JWT_AUDIENCE, CAPTION_JWT_ALGORITHMS, CAPTION_JWT_KEY_SET, CAPTION_PLATFORM_SCOPES, CAPTION_ALLOWED_ORIGINS, CAPTION_MODEL, CAPTION_MODEL_FROM, CAPTION_MODEL_SECONDS, CAPTION_MODEL_CACHE, CAPTION_MODEL_STATE, CAPTION_TRUSTED_KEYS, CAPTION_UNSIGNED_MODELS, CAPTION_MIN_VERSION, CAPTION_REGISTRY_USER, CAPTION_REGISTRY_PASSWORD_FILE, CAPTION_QUALITY_MODEL, CAPTION_LABEL_MODEL, CAPTION_TEXT_MODEL, CAPTION_ENDPOINT_KEY_FILE, CAPTION_ENDPOINT_SECONDS, CAPTION_ENDPOINT_RETRIES, CAPTION_ENDPOINT_SIDE, CAPTION_ENDPOINT_FORMAT, CAPTION_ENDPOINT_MAX_TOKENS, CAPTION_ENDPOINT_PRICE_IN, CAPTION_ENDPOINT_PRICE_OUT, CAPTION_DECODER, CAPTION_MAX_PIXELS, CAPTION_MAX_SIDE, CAPTION_MAX_FRAMES, CAPTION_MAX_BODY_BYTES, CAPTION_MAX_BODIES, CAPTION_MAX_BODIES_BYTES, CAPTION_MAX_TEXT_CHARACTERS, CAPTION_THREADS, CAPTION_PROVIDER, CAPTION_DEVICE, CAPTION_QUEUE, CAPTION_BATCH, CAPTION_BATCH_MILLISECONDS, CAPTION_MAX_IMAGE_BYTES, CAPTION_URLS, CAPTION_URL_NETWORKS, CAPTION_URL_SECONDS, CAPTION_URL_PER_MINUTE, CAPTION_URL_PROXY, CAPTION_BLOBS_FROM, CAPTION_UPLOADS_TO, CAPTION_UPLOAD_SECONDS, CAPTION_STORE_SECONDS, CAPTION_REVIEWS_TO, CAPTION_KEEP_FEATURES, CAPTION_PREDICTIONS_TO, CAPTION_PREDICTIONS_PERCENT, CAPTION_PREDICTIONS_DAYS, CAPTION_PREDICTIONS_TEXT, CAPTION_FORWARD_TO. Not allowed: CAPTION_URL_PROXY (stands in secrets too).
  variables {
    settings = { CAPTION_URL_PROXY = "http://proxy.example.org" }
    secrets  = { CAPTION_URL_PROXY = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:proxy" }
  }
  expect_failures = [var.settings]
}

run "secrets_for_a_setting_that_holds_none" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the ARN of a secret of Secrets Manager or a parameter of Systems Manager. Not allowed: CAPTION_MAX_PIXELS.
  variables {
    secrets = { CAPTION_MAX_PIXELS = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:keys" }
  }
  expect_failures = [var.secrets]
}

run "secrets_with_a_value_on_aws" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the ARN of a secret of Secrets Manager or a parameter of Systems Manager. Not allowed: CAPTION_KEYS_FILE.
  variables {
    secrets = { CAPTION_KEYS_FILE = "sha256:0123" }
  }
  expect_failures = [var.secrets]
}

run "secrets_with_an_id_of_azure_on_aws" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the ARN of a secret of Secrets Manager or a parameter of Systems Manager. Not allowed: CAPTION_KEYS_FILE.
  variables {
    secrets = { CAPTION_KEYS_FILE = "https://v.vault.azure.net/secrets/keys" }
  }
  expect_failures = [var.secrets]
}

run "secrets_with_an_id_of_aws_on_azure" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the id of a secret of a key vault, https://VAULT.vault.azure.net/secrets/NAME. Not allowed: CAPTION_KEYS_FILE.
  variables {
    cloud   = "azure"
    region  = "westeurope"
    package = { container = "packages", key = "captions.zip" }
    secrets = { CAPTION_KEYS_FILE = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:keys" }
  }
  expect_failures = [var.secrets]
}

run "secrets_with_a_name_alone_on_gcp" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the id of a secret of Secret Manager, projects/PROJECT/secrets/NAME. Not allowed: CAPTION_KEYS_FILE.
  variables {
    cloud   = "gcp"
    region  = "europe-west1"
    package = { image = "europe-docker.pkg.dev/p/captions/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    secrets = { CAPTION_KEYS_FILE = "keys" }
  }
  expect_failures = [var.secrets]
}

run "secrets_without_a_key_on_kubernetes" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = a key of a Secret of the namespace, SECRET/KEY. Not allowed: CAPTION_KEYS_FILE.
  variables {
    cloud   = "kubernetes"
    region  = "west"
    package = { image = "registry.example.org/captions@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
    secrets = { CAPTION_KEYS_FILE = "keys" }
  }
  expect_failures = [var.secrets]
}

run "secrets_with_a_null" {
  command = plan
  # says: secrets must be one of CAPTION_KEYS_FILE, CAPTION_JWT_KEY_SET, CAPTION_URL_PROXY, CAPTION_ENDPOINT_KEY_FILE, CAPTION_REGISTRY_PASSWORD_FILE = the ARN of a secret of Secrets Manager or a parameter of Systems Manager. Not allowed: CAPTION_KEYS_FILE.
  variables {
    secrets = { CAPTION_KEYS_FILE = null }
  }
  expect_failures = [var.secrets]
}

run "access_none" {
  command = plan
  # says: access must be platform, keys or jwt; it is "none".
  variables {
    access = "none"
  }
  expect_failures = [var.access]
}

run "access_unknown" {
  command = plan
  # says: access must be platform, keys or jwt; it is "basic".
  variables {
    access = "basic"
  }
  expect_failures = [var.access]
}

run "access_keys_without_keys" {
  command = plan
  # says: access keys needs CAPTION_KEYS_FILE in secrets.
  variables {
    access = "keys"
  }
  expect_failures = [var.access]
}

run "access_jwt_without_an_issuer" {
  command = plan
  # says: access jwt needs CAPTION_JWT_ISSUER in settings.
  variables {
    access   = "jwt"
    settings = { CAPTION_JWT_AUDIENCE = "captions", CAPTION_JWT_KEY_SET = "https://example.org/keys" }
  }
  expect_failures = [var.access]
}

run "access_empty" {
  command = plan
  # says: access must be platform, keys or jwt; it is "".
  variables {
    access = ""
  }
  expect_failures = [var.access]
}

run "events_prefix_without_a_slash" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "in".
  variables {
    events_prefix = "in"
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_that_begins_with_a_slash" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "/in/".
  variables {
    events_prefix = "/in/"
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_with_an_empty_part" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "in//new/".
  variables {
    events_prefix = "in//new/"
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_of_our_results" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is ".captions/".
  variables {
    events_prefix = ".captions/"
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_with_signs" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "in*/".
  variables {
    events_prefix = "in*/"
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_empty" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "".
  variables {
    events_prefix = ""
  }
  expect_failures = [var.events_prefix]
}

run "events_prefix_too_long" {
  command = plan
  # says: events_prefix must be a folder of at most 200 characters that ends with /, its parts of letters, digits, . _ and -, not beginning with a dot; it is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/".
  variables {
    events_prefix = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
  }
  expect_failures = [var.events_prefix]
}

run "gitlab_over_http" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { url = "http://gitlab.example.org", project_path = "a/b" }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_with_a_path_in_its_url" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { url = "https://example.org/gitlab", project_path = "a/b" }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_without_a_group" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { project_path = "captions" }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_without_refs" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { project_path = "a/b", protected_refs = [] }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_with_a_wildcard" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { project_path = "a/b", protected_refs = ["*"] }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_with_a_wildcard_in_its_path" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { project_path = "a/*" }
  }
  expect_failures = [var.gitlab]
}

run "gitlab_without_a_path" {
  command = plan
  # says: gitlab must have an https url without a path, a project_path such as group/project, and at least one branch or tag by its name in protected_refs, without wildcards.
  variables {
    gitlab = { project_path = null }
  }
  expect_failures = [var.gitlab]
}
