namespace Serverless.Settings;

/// <summary>
/// The names of settings. docs/operations/settings.md, which is embedded, has the meaning, default and allowed values of each.
/// </summary>
public static class SettingNames
{
    /// <summary>Every setting of the table.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(SettingTable.Names, StringComparer.Ordinal);

#pragma warning disable CS1591 // the table documents them
    public const string Address = "CAPTION_ADDRESS";
    public const string Port = "CAPTION_PORT";
    public const string MetricsPort = "CAPTION_METRICS_PORT";
    public const string GrpcPort = "CAPTION_GRPC_PORT";
    public const string Role = "CAPTION_ROLE";
    public const string ScorerUrl = "CAPTION_SCORER_URL";
    public const string ScorerKeyFile = "CAPTION_SCORER_KEY_FILE";
    public const string ScorerSeconds = "CAPTION_SCORER_SECONDS";
    public const string FallbackUrl = "CAPTION_FALLBACK_URL";
    public const string FallbackKeyFile = "CAPTION_FALLBACK_KEY_FILE";
    public const string FallbackSeconds = "CAPTION_FALLBACK_SECONDS";
    public const string Auth = "CAPTION_AUTH";
    public const string KeysFile = "CAPTION_KEYS_FILE";
    public const string JwtIssuer = "CAPTION_JWT_ISSUER";
    public const string JwtAudience = "CAPTION_JWT_AUDIENCE";
    public const string JwtAlgorithms = "CAPTION_JWT_ALGORITHMS";
    public const string JwtKeySet = "CAPTION_JWT_KEY_SET";
    public const string PlatformScopes = "CAPTION_PLATFORM_SCOPES";
    public const string AllowedOrigins = "CAPTION_ALLOWED_ORIGINS";
    public const string Model = "CAPTION_MODEL";
    public const string ModelFrom = "CAPTION_MODEL_FROM";
    public const string ModelSeconds = "CAPTION_MODEL_SECONDS";
    public const string ModelCache = "CAPTION_MODEL_CACHE";
    public const string ModelState = "CAPTION_MODEL_STATE";
    public const string TrustedKeys = "CAPTION_TRUSTED_KEYS";
    public const string UnsignedModels = "CAPTION_UNSIGNED_MODELS";
    public const string MinVersion = "CAPTION_MIN_VERSION";
    public const string RegistryUser = "CAPTION_REGISTRY_USER";
    public const string RegistryPasswordFile = "CAPTION_REGISTRY_PASSWORD_FILE";
    public const string QualityModel = "CAPTION_QUALITY_MODEL";
    public const string LabelModel = "CAPTION_LABEL_MODEL";
    public const string TextModel = "CAPTION_TEXT_MODEL";
    public const string EndpointKeyFile = "CAPTION_ENDPOINT_KEY_FILE";
    public const string EndpointSeconds = "CAPTION_ENDPOINT_SECONDS";
    public const string EndpointRetries = "CAPTION_ENDPOINT_RETRIES";
    public const string EndpointSide = "CAPTION_ENDPOINT_SIDE";
    public const string EndpointFormat = "CAPTION_ENDPOINT_FORMAT";
    public const string EndpointMaxTokens = "CAPTION_ENDPOINT_MAX_TOKENS";
    public const string EndpointPriceIn = "CAPTION_ENDPOINT_PRICE_IN";
    public const string EndpointPriceOut = "CAPTION_ENDPOINT_PRICE_OUT";
    public const string Decoder = "CAPTION_DECODER";
    public const string MaxPixels = "CAPTION_MAX_PIXELS";
    public const string MaxSide = "CAPTION_MAX_SIDE";
    public const string MaxFrames = "CAPTION_MAX_FRAMES";
    public const string MaxBodyBytes = "CAPTION_MAX_BODY_BYTES";
    public const string MaxBodies = "CAPTION_MAX_BODIES";
    public const string MaxBodiesBytes = "CAPTION_MAX_BODIES_BYTES";
    public const string MaxTextCharacters = "CAPTION_MAX_TEXT_CHARACTERS";
    public const string Wording = "CAPTION_WORDING";
    public const string Threads = "CAPTION_THREADS";
    public const string SaveMemory = "CAPTION_SAVE_MEMORY";
    public const string Provider = "CAPTION_PROVIDER";
    public const string Device = "CAPTION_DEVICE";
    public const string Concurrency = "CAPTION_CONCURRENCY";
    public const string Queue = "CAPTION_QUEUE";
    public const string Batch = "CAPTION_BATCH";
    public const string BatchDelay = "CAPTION_BATCH_MILLISECONDS";
    public const string Deadline = "CAPTION_DEADLINE_SECONDS";
    public const string MaxImageBytes = "CAPTION_MAX_IMAGE_BYTES";
    public const string Urls = "CAPTION_URLS";
    public const string UrlNetworks = "CAPTION_URL_NETWORKS";
    public const string UrlSeconds = "CAPTION_URL_SECONDS";
    public const string UrlPerMinute = "CAPTION_URL_PER_MINUTE";
    public const string UrlProxy = "CAPTION_URL_PROXY";
    public const string BlobsFrom = "CAPTION_BLOBS_FROM";
    public const string UploadsTo = "CAPTION_UPLOADS_TO";
    public const string UploadSeconds = "CAPTION_UPLOAD_SECONDS";
    public const string StoreSeconds = "CAPTION_STORE_SECONDS";
    public const string From = "CAPTION_EVENTS_FROM";
    public const string ResultsTo = "CAPTION_RESULTS_TO";
    public const string WatchFolder = "CAPTION_WATCH_FOLDER";
    public const string Attempts = "CAPTION_EVENTS_ATTEMPTS";
    public const string Issuer = "CAPTION_EVENTS_ISSUER";
    public const string Audience = "CAPTION_EVENTS_AUDIENCE";
    public const string KeySet = "CAPTION_EVENTS_KEY_SET";
    public const string Identity = "CAPTION_EVENTS_IDENTITY";
    public const string Origins = "CAPTION_EVENTS_ORIGINS";
    public const string ReviewsTo = "CAPTION_REVIEWS_TO";
    public const string KeepFeatures = "CAPTION_KEEP_FEATURES";
    public const string KeepPictures = "CAPTION_KEEP_PICTURES";
    public const string ReviewsPerMinute = "CAPTION_REVIEWS_PER_MINUTE";
    public const string Retention = "CAPTION_RETENTION_DAYS";
    public const string PredictionsTo = "CAPTION_PREDICTIONS_TO";
    public const string PredictionsPercent = "CAPTION_PREDICTIONS_PERCENT";
    public const string PredictionsDays = "CAPTION_PREDICTIONS_DAYS";
    public const string PredictionsText = "CAPTION_PREDICTIONS_TEXT";
    public const string TrafficTo = "CAPTION_TRAFFIC_TO";
    public const string TrafficSeconds = "CAPTION_TRAFFIC_SECONDS";
    public const string ForwardTo = "CAPTION_FORWARD_TO";
    public const string ShardIndex = "CAPTION_SHARD_INDEX";
    public const string ShardCount = "CAPTION_SHARD_COUNT";
    public const string Run = "CAPTION_RUN";
    public const string Prices = "CAPTION_PRICES";
    public const string PricedAs = "CAPTION_PRICED_AS";
#pragma warning restore CS1591
}
