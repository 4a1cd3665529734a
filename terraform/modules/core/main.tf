# Names, tags and the forms of what each cloud takes.

locals {
  base = "${var.name}-${var.environment}"
  # Two deployments of one name in two accounts or regions differ in it.
  hash = substr(sha256(join("/", [var.cloud, var.scope, var.region, local.base])), 0, 6)

  semantic_version = "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$"

  region_forms = {
    aws        = { pattern = "^[a-z]{2}(-[a-z]+)+-[1-9]$", says = "a region of AWS such as eu-central-1" }
    azure      = { pattern = "^[a-z]{4,}[0-9]?$", says = "a region of Azure in its short form, such as westeurope or eastus2" }
    gcp        = { pattern = "^[a-z]+-[a-z]+[1-9][0-9]?$", says = "a region of Google Cloud such as europe-west1" }
    kubernetes = { pattern = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", says = "a label of the cluster: 1 to 63 letters, digits, - _ and ., beginning and ending with a letter or digit" }
  }

  package_forms = {
    aws        = "{ bucket, key, sha256_base64 } (44 characters of base64) or { image_uri } of a registry of ECR, pinned by @sha256:, and not both"
    azure      = "{ container, key } of the package in the storage account"
    gcp        = "{ image }, pinned by @sha256: and 64 hexadecimal digits"
    kubernetes = "{ image }, pinned by @sha256: and 64 hexadecimal digits"
  }
  package_patterns = {
    bucket        = "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
    container     = "^[a-z0-9](-?[a-z0-9]){2,62}$"
    image         = "^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$"
    image_uri     = "^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$"
    key           = "^[^/\\s]\\S*$"
    sha256_base64 = "^[A-Za-z0-9+/]{43}=$"
  }

  names = {
    base   = local.base
    hash   = local.hash
    bucket = "${local.base}-${local.hash}"                                                       # unique in the world; at most 35 of a-z, 0-9, -
    short  = "${substr(replace(local.base, "-", ""), 0, 17)}${local.hash}"                       # at most 23 of a-z, 0-9: Azure's storage accounts and registries
    vault  = "${trimsuffix(substr(replace(local.base, "/-+/", "-"), 0, 17), "-")}-${local.hash}" # at most 24, no --: Azure's key vaults
    # A name of a revision: v1-4-0-rc-1, at most 40 of a-z, 0-9, -. Build metadata is a part of it, since it tells two builds apart.
    revision = trimsuffix(substr("v${replace(lower(var.release_version), "/[^a-z0-9]+/", "-")}", 0, 40), "-")
  }
}
