# What belongs to the cluster; the module checks it. Sizes are in main.tf.

variable "cluster" {
  description = "The cluster's API server: host (https) and ca_certificate (PEM) for the pipeline, which brings KUBE_TOKEN; or kubeconfig and context of a person."
  type = object({
    host           = optional(string)
    ca_certificate = optional(string)
    kubeconfig     = optional(string)
    context        = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.cluster.host == null || (can(regex("^https://\\S+$", var.cluster.host)) && var.cluster.ca_certificate != null && var.cluster.kubeconfig == null)
    error_message = "cluster must have host (https) and ca_certificate, or kubeconfig and context, and not both."
  }
}

variable "region" {
  description = "Region in the cloud's own form, such as eu-central-1, westeurope or europe-west1; with Kubernetes a label of the cluster."
  type        = string
  nullable    = false
}

variable "owner" {
  description = "Who answers for the deployment: a team or an address, 2 to 60 characters."
  type        = string
  nullable    = false
}

variable "cost_center" {
  description = "Who pays: 1 to 40 letters, digits, - and _."
  type        = string
  default     = "none"
  nullable    = false
}

variable "data_classification" {
  description = "How confidential the pictures are: public, internal or confidential."
  type        = string
  default     = "internal"
  nullable    = false
}

variable "tags" {
  description = "More tags, at most 30, in the form that every cloud takes (Google's labels are the narrowest)."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "release_version" {
  description = "Semantic version of what is deployed; stands in tags and names of revisions."
  type        = string
  nullable    = false
}

variable "package" {
  description = "What runs: { image } of a registry that the cluster's nodes reach, pinned by its digest."
  type        = object({ image = string })
  nullable    = false
}

variable "concurrency_per_instance" {
  description = "Pictures that one instance works on at the same time, 1 to 256; null takes the cloud's default (aws 1, the only one there; kubernetes 16, in batches; others 2)."
  type        = number
  default     = null
}

variable "settings" {
  description = "Settings of the program (docs/operations/settings.md) that the module does not set itself; none that hold a secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Settings that hold a secret: the name of the setting = the id of the secret in the platform's store, never a value."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "access" {
  description = "How callers prove who they are: platform (the cloud's identities), keys or jwt."
  type        = string
  default     = "platform"
  nullable    = false
}

variable "events_prefix" {
  description = "Folder of the store whose uploads are captioned; ends with /."
  type        = string
  default     = "in/"
  nullable    = false
}

variable "gitlab" {
  description = "The project at GitLab whose protected refs may deploy, by OIDC without long-lived keys; null for none."
  type = object({
    url            = optional(string, "https://gitlab.com")
    project_path   = string
    protected_refs = optional(list(string), ["main"])
  })
  default = null
}

variable "monthly_budget_currency" {
  description = "Currency of the budget: USD, EUR, GBP or JPY; that of the billing account."
  type        = string
  default     = "USD"
  nullable    = false
}

variable "alarm_emails" {
  description = "Addresses that alarms are sent to; at least one in prod."
  type        = list(string)
  nullable    = false
}

variable "rollback_trigger" {
  description = "GitLab's pipeline trigger that an alarm calls: its https url, and the id of the secret with its token. Required in prod, unless the exception no_rollback says why not."
  type = object({
    url          = string
    token_secret = string
  })
  default = null
}

variable "archive_job" {
  description = "The job that captions a whole archive: shards (2 to 10000), max_parallel (1 to 1000, no more than shards), timeout_hours (1 to 24)."
  type = object({
    enabled       = optional(bool, false)
    shards        = optional(number, 10)
    max_parallel  = optional(number, 5)
    timeout_hours = optional(number, 6)
  })
  default  = {}
  nullable = false
}

variable "exceptions" {
  description = "Protections turned off: public_network, unversioned_store, unencrypted_keys, deletable_store, unbounded_instances, short_logs, public_access or no_rollback = the reason, 20 to 500 characters. Each becomes a tag exception-<name>."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "jobs_image" {
  description = "Image of the command line (make images: jobs), which sweeps and archives, pinned by @sha256:."
  type        = string
  nullable    = false
}

variable "pull_secret" {
  description = "Existing Secret of the namespace that images are pulled with; null where nodes may pull by themselves."
  type        = string
  default     = null
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
}

variable "result_store" {
  description = "Address of the folder that results are written to; null takes results/ of the store."
  type        = string
  default     = null
}

variable "identity_annotations" {
  description = "Annotations of the service account by which a cloud gives it rights on the store, such as eks.amazonaws.com/role-arn, azure.workload.identity/client-id or iam.gke.io/gcp-service-account."
  type        = map(string)
  default     = {}
  nullable    = false
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
}

variable "allowed_namespaces" {
  description = "Namespaces of the cluster whose pods may call the service."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "egress_cidrs" {
  description = "Networks that the pods may reach on port 443: of the store, of issuers of tokens, of pictures by address."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "egress_port" {
  description = "Port of the store and of issuers, 1 to 65535; another than 443 for a store of your own."
  type        = number
  default     = 443
  nullable    = false
}

variable "otlp_endpoint" {
  description = "OpenTelemetry collector that takes spans and measurements, such as http://collector.monitoring.svc:4317. Its measurements must reach the cluster's Prometheus: alarms are made of them."
  type        = string
  nullable    = false
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
}

variable "external_secrets" {
  description = "Store of the External Secrets operator that secrets come from: the module then makes an ExternalSecret for each; null where the Secrets are there already. kind: SecretStore or ClusterSecretStore."
  type = object({
    name = string
    kind = optional(string, "ClusterSecretStore")
  })
  default = null
}

variable "sweep_interval_minutes" {
  description = "How often what events missed is looked for: 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720 or 1440 minutes. It lists the whole events_prefix, so take a rarer one for a large store, and raise alarm_thresholds.oldest_event_age_seconds with it."
  type        = number
  default     = 10
  nullable    = false
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
}

variable "events_broker" {
  description = "Broker of Knative Eventing whose CloudEvents are pushed to the service, and the address that takes those that could not be delivered; null where something else pushes to /v1/events, or only sweeps find pictures. types: types of events that are taken."
  type = object({
    name            = string
    dead_letter_uri = string
    types           = optional(list(string), ["com.amazonaws.s3.ObjectCreated:Put"])
  })
  default = null
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
}

variable "gitlab_username_prefix" {
  description = "What the cluster's API server puts before the sub of GitLab's tokens (usernamePrefix of its OIDC issuer)."
  type        = string
  default     = "gitlab:"
  nullable    = false
}
