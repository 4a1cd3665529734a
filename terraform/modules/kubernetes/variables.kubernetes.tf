# Variables that only a cluster has.

variable "jobs_image" {
  description = "Image of the command line (make images: jobs), which sweeps and archives, pinned by @sha256:."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$", var.jobs_image))
    error_message = "jobs_image must be REGISTRY/REPOSITORY pinned by @sha256: and 64 hexadecimal digits; it is \"${var.jobs_image}\"."
  }
}

variable "pull_secret" {
  description = "Existing Secret of the namespace that images are pulled with; null where nodes may pull by themselves."
  type        = string
  default     = null

  validation {
    condition     = var.pull_secret == null ? true : can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.pull_secret))
    error_message = "pull_secret must be the name of a Secret: 1 to 253 of a-z, 0-9, - and .; it is \"${coalesce(var.pull_secret, "null")}\"."
  }
}

variable "store" {
  description = "Where pictures are put: the address of a folder of a bucket or container (s3://bucket/, az://account/container/, gs://bucket/), or a volume that the module claims (access_mode ReadWriteMany; ReadWriteOnce on a cluster of one node). keeps_versions and has_own_key state what the module cannot see: that the store keeps old versions, and is encrypted with a key of yours."
  type = object({
    address        = optional(string)
    keeps_versions = bool
    has_own_key    = bool
    volume = optional(object({
      size_gib      = number
      storage_class = string
      is_retained   = bool
      access_mode   = optional(string, "ReadWriteMany")
    }))
  })
  nullable = false

  validation {
    condition     = (var.store.address == null) != (var.store.volume == null)
    error_message = "store must have either an address (s3://bucket/, az://account/container/ or gs://bucket/) or a volume { size_gib, storage_class, is_retained }."
  }
  validation {
    condition     = var.store.address == null ? true : can(regex("^(s3|gs)://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/(([^/\\s]+/)*)$|^az://[a-z0-9]{3,24}/[a-z0-9-]{3,63}/(([^/\\s]+/)*)$", var.store.address))
    error_message = "store.address must be a folder that ends with /: s3://bucket/, az://account/container/ or gs://bucket/; it is \"${coalesce(var.store.address, "null")}\"."
  }
  validation {
    condition     = var.store.volume == null ? true : var.store.volume.size_gib == floor(var.store.volume.size_gib) && var.store.volume.size_gib >= 1 && var.store.volume.size_gib <= 65536 && can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", var.store.volume.storage_class)) && contains(["ReadWriteMany", "ReadWriteOnce"], var.store.volume.access_mode)
    error_message = "store.volume must have size_gib from 1 to 65536, the name of a storage_class, and as access_mode ReadWriteMany (several nodes) or ReadWriteOnce (a cluster of one node)."
  }
  validation {
    condition     = var.store.keeps_versions || contains(keys(var.exceptions), "unversioned_store")
    error_message = "store keeps no versions (keeps_versions = false), so that what is overwritten or deleted is gone: turn versions or snapshots on, or give the exception unversioned_store a reason."
  }
  validation {
    condition     = var.store.has_own_key || contains(keys(var.exceptions), "unencrypted_keys")
    error_message = "store is not encrypted with a key of yours (has_own_key = false): give it one, or give the exception unencrypted_keys a reason."
  }
  validation {
    condition     = var.store.volume == null ? true : var.store.volume.is_retained || contains(keys(var.exceptions), "deletable_store")
    error_message = "store.volume would go with its claim (is_retained = false): take a storage class whose reclaimPolicy is Retain, or give the exception deletable_store a reason."
  }
}

variable "result_store" {
  description = "Address of the folder that results are written to; null takes results/ of the store."
  type        = string
  default     = null

  validation {
    condition     = var.result_store == null ? true : can(regex("^(s3|gs|az)://\\S+/$", var.result_store))
    error_message = "result_store must be the address of a folder that ends with /: s3://bucket/, az://account/container/ or gs://bucket/; it is \"${coalesce(var.result_store, "null")}\"."
  }
}

variable "identity_annotations" {
  description = "Annotations of the service account by which a cloud gives it rights on the store, such as eks.amazonaws.com/role-arn, azure.workload.identity/client-id or iam.gke.io/gcp-service-account."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.identity_annotations : can(regex("^[a-z0-9.-]+/[A-Za-z0-9._-]+$", key)) && value != ""])
    error_message = "identity_annotations must be NAME.OF.A.DOMAIN/NAME = a value, such as eks.amazonaws.com/role-arn = the role's ARN."
  }
}

variable "entry" {
  description = "How callers come in. kind: cluster (other namespaces of the cluster alone), ingress or gateway, with host and TLS. ingress: class, tls_secret, and auth_url, which ingress-nginx asks who the caller is (access platform). gateway: name and namespace of a Gateway; traffic is then weighed exactly. namespace: where the ingress controller's or gateway's pods run."
  type = object({
    kind       = optional(string, "cluster")
    host       = optional(string)
    class      = optional(string, "nginx")
    tls_secret = optional(string)
    auth_url   = optional(string)
    gateway    = optional(object({ name = string, namespace = string, section = optional(string) }))
    namespace  = optional(string, "ingress-nginx")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["cluster", "ingress", "gateway"], var.entry.kind)
    error_message = "entry.kind must be cluster, ingress or gateway; it is \"${var.entry.kind}\"."
  }
  validation {
    condition     = var.entry.kind == "cluster" ? true : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.entry.host)) && (var.entry.kind == "ingress" ? var.entry.tls_secret != null : var.entry.gateway != null)
    error_message = "entry: ingress needs host and tls_secret, gateway needs host and gateway { name, namespace }; nothing is served without TLS."
  }
  validation {
    condition = var.entry.kind == "cluster" ? true : (
      var.access == "platform" ? var.entry.kind == "ingress" && can(regex("^https?://\\S+$", var.entry.auth_url)) : contains(keys(var.exceptions), "public_access")
    )
    error_message = (
      var.access == "platform"
      ? "entry ${var.entry.kind} with access platform needs somebody in front who asks who the caller is: ingress with auth_url; or access keys or jwt with the exception public_access."
      : "entry ${var.entry.kind} lets anyone reach the service, which asks for ${var.access} itself: give the exception public_access a reason."
    )
  }
}

variable "allowed_namespaces" {
  description = "Namespaces of the cluster whose pods may call the service."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.allowed_namespaces : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "allowed_namespaces must be names of namespaces: 1 to 63 of a-z, 0-9 and -."
  }
  validation {
    condition     = var.entry.kind != "cluster" || length(var.allowed_namespaces) > 0
    error_message = "allowed_namespaces must name at least one namespace while entry.kind is cluster: nobody could call the service."
  }
}

variable "egress_cidrs" {
  description = "Networks that the pods may reach on port 443: of the store, of issuers of tokens, of pictures by address."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.egress_cidrs : can(cidrhost(cidr, 0))])
    error_message = "egress_cidrs must be networks such as 10.1.0.0/16."
  }
  validation {
    condition     = !anytrue([for cidr in var.egress_cidrs : endswith(cidr, "/0")]) || contains(keys(var.exceptions), "public_network")
    error_message = "egress_cidrs opens every network of the world: name those of the store, or give the exception public_network a reason."
  }
  validation {
    condition     = var.store.address == null || length(var.egress_cidrs) > 0
    error_message = "egress_cidrs must name the networks of ${coalesce(var.store.address, "the store")}, which could not be reached: a private endpoint's, or what the cloud publishes for its store."
  }
}

variable "egress_port" {
  description = "Port of the store and of issuers, 1 to 65535; another than 443 for a store of your own."
  type        = number
  default     = 443
  nullable    = false

  validation {
    condition     = var.egress_port == floor(var.egress_port) && var.egress_port >= 1 && var.egress_port <= 65535
    error_message = "egress_port must be 1 to 65535; it is ${var.egress_port}."
  }
}

variable "otlp_endpoint" {
  description = "OpenTelemetry collector that takes spans and measurements, such as http://collector.monitoring.svc:4317. Its measurements must reach the cluster's Prometheus: alarms are made of them."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https?://[A-Za-z0-9.-]+:[0-9]{2,5}$", var.otlp_endpoint))
    error_message = "otlp_endpoint must be http://HOST:PORT or https://HOST:PORT of a collector; it is \"${var.otlp_endpoint}\"."
  }
}

variable "monitoring" {
  description = "How alarms reach the cluster's Prometheus and Alertmanager. kind: operator (PrometheusRule and AlertmanagerConfig of the Prometheus operator) or files (ConfigMaps with the same rules and receivers, for one without it, and for the first apply to a cluster whose operator comes later). namespace: where collector and Prometheus run. labels: what its operator selects rules by."
  type = object({
    kind      = optional(string, "operator")
    namespace = optional(string, "monitoring")
    labels    = optional(map(string), { release = "kube-prometheus-stack" })
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["operator", "files"], var.monitoring.kind)
    error_message = "monitoring.kind must be operator or files; it is \"${var.monitoring.kind}\". Alarms cannot be left out: canaries are judged by them."
  }
}

variable "smtp" {
  description = "Mail server that Alertmanager sends by: smarthost (HOST:PORT), from, and username with password_secret (SECRET/KEY) where it asks; null takes Alertmanager's own."
  type = object({
    smarthost       = string
    from            = string
    username        = optional(string)
    password_secret = optional(string)
  })
  default = null

  validation {
    condition = var.smtp == null ? true : (
      can(regex("^[A-Za-z0-9.-]+:[0-9]{2,5}$", var.smtp.smarthost)) && can(regex("^[^@\\s]+@[^@\\s]+$", var.smtp.from))
      && (var.smtp.username == null) == (var.smtp.password_secret == null)
      && (var.smtp.password_secret == null ? true : can(regex("^[a-z0-9][a-z0-9.-]*/[A-Za-z0-9._-]+$", var.smtp.password_secret)))
    )
    error_message = "smtp must have smarthost (HOST:PORT) and from (an address), and username and password_secret (SECRET/KEY) both or neither."
  }
}

variable "external_secrets" {
  description = "Store of the External Secrets operator that secrets come from: the module then makes an ExternalSecret for each; null where the Secrets are there already. kind: SecretStore or ClusterSecretStore."
  type = object({
    name = string
    kind = optional(string, "ClusterSecretStore")
  })
  default = null

  validation {
    condition     = var.external_secrets == null ? true : contains(["SecretStore", "ClusterSecretStore"], var.external_secrets.kind) && can(regex("^[a-z0-9][a-z0-9.-]*$", var.external_secrets.name))
    error_message = "external_secrets must have the name of a store and its kind: SecretStore or ClusterSecretStore."
  }
}

variable "sweep_interval_minutes" {
  description = "How often what events missed is looked for: 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720 or 1440 minutes. It lists the whole events_prefix, so take a rarer one for a large store, and raise alarm_thresholds.oldest_event_age_seconds with it."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = contains([5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440], var.sweep_interval_minutes)
    error_message = "sweep_interval_minutes must be 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720 or 1440; it is ${var.sweep_interval_minutes}."
  }
  validation {
    condition     = try(var.alarm_thresholds.oldest_event_age_seconds > var.sweep_interval_minutes * 60, true)
    error_message = "sweep_interval_minutes is ${var.sweep_interval_minutes}, so nothing tells that an event is younger than ${var.sweep_interval_minutes * 60} s: sweep more often, or raise alarm_thresholds.oldest_event_age_seconds (${coalesce(var.alarm_thresholds.oldest_event_age_seconds, 0)}) above it."
  }
}

variable "loop" {
  description = "Looks of the loop by the clock (docs/mlops.md): schedule (five fields of cron, UTC), address of its folder, key_secret and its two keys: an existing Secret of the namespace with the private key that signs candidates and the public one that hosts trust; timeout_hours (1 to 24). The registry, reviews and traffic are those of settings (CAPTION_MODEL_FROM, CAPTION_REVIEWS_TO, CAPTION_TRAFFIC_TO). null for no loop."
  type = object({
    schedule      = string
    address       = string
    key_secret    = string
    key           = optional(string, "loop.pem")
    public_key    = optional(string, "loop.pub")
    timeout_hours = optional(number, 4)
  })
  default = null

  validation {
    condition     = var.loop == null ? true : can(regex("^[0-9*/,-]+( [0-9*/,a-zA-Z-]+){4}$", var.loop.schedule))
    error_message = "loop.schedule must be five fields of cron, such as 41 * * * *; it is \"${try(var.loop.schedule, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^(s3|gs|az)://\\S+/$", var.loop.address))
    error_message = "loop.address must be the address of a folder that ends with /: s3://bucket/loop/, az://account/container/loop/ or gs://bucket/loop/; it is \"${try(var.loop.address, "null")}\"."
  }
  validation {
    condition     = var.loop == null ? true : can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.loop.key_secret)) && alltrue([for key in [var.loop.key, var.loop.public_key] : can(regex("^[A-Za-z0-9._-]{1,253}$", key))])
    error_message = "loop.key_secret must be the name of a Secret, loop.key and loop.public_key keys in it: 1 to 253 of letters, digits, -, _ and ."
  }
  validation {
    condition     = var.loop == null ? true : var.loop.timeout_hours == floor(var.loop.timeout_hours) && var.loop.timeout_hours >= 1 && var.loop.timeout_hours <= 24
    error_message = "loop.timeout_hours must be a whole number from 1 to 24; it is ${try(var.loop.timeout_hours, 0)}."
  }
  validation {
    condition     = var.loop == null ? true : alltrue([for name in ["CAPTION_MODEL_FROM", "CAPTION_REVIEWS_TO"] : contains(keys(var.settings), name)])
    error_message = "loop needs CAPTION_MODEL_FROM and CAPTION_REVIEWS_TO in settings: the registry that the hosts follow, and the decisions that are learned from."
  }
}

variable "events_broker" {
  description = "Broker of Knative Eventing whose CloudEvents are pushed to the service, and the address that takes those that could not be delivered; null where something else pushes to /v1/events, or only sweeps find pictures. types: types of events that are taken."
  type = object({
    name            = string
    dead_letter_uri = string
    types           = optional(list(string), ["com.amazonaws.s3.ObjectCreated:Put"])
  })
  default = null

  validation {
    condition     = var.events_broker == null ? true : can(regex("^https?://\\S+$", var.events_broker.dead_letter_uri)) && length(var.events_broker.types) > 0
    error_message = "events_broker must have the name of a broker, dead_letter_uri (http or https), and at least one of types."
  }
}

variable "events_sender" {
  description = "Who may push events, by a token: issuer, audience, key_set (an https address) and identity (the token's email, sub or azp); null asks what access asks."
  type = object({
    issuer   = string
    audience = string
    key_set  = string
    identity = string
  })
  default = null

  validation {
    condition     = var.events_sender == null ? true : can(regex("^https://\\S+$", var.events_sender.key_set)) && alltrue([for value in values(var.events_sender) : value != ""])
    error_message = "events_sender must have issuer, audience, identity, and key_set as an https address."
  }
}

variable "gitlab_username_prefix" {
  description = "What the cluster's API server puts before the sub of GitLab's tokens (usernamePrefix of its OIDC issuer)."
  type        = string
  default     = "gitlab:"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+[:#]$", var.gitlab_username_prefix)) && !startswith(var.gitlab_username_prefix, "system:")
    error_message = "gitlab_username_prefix must be a word with : or # behind it, not system:, or a token could name another user; it is \"${var.gitlab_username_prefix}\"."
  }
}
