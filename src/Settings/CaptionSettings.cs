using System.Globalization;
using System.Net;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Settings.Access;
using Serverless.Settings.Decoding;

namespace Serverless.Settings;

/// <summary>The settings all hosts share, checked whole at start.</summary>
public sealed record CaptionSettings
{
    /// <summary>Where to listen. Loopback unless callers are authenticated.</summary>
    public static readonly SettingDefinition AddressSetting = new(
        "CAPTION_ADDRESS",
        "127.0.0.1; 0.0.0.0 on Google Cloud",
        "an IP address; with CAPTION_AUTH=none a loopback one",
        "Address listened on. Lambda listens on none."
    );

    /// <summary>The port.</summary>
    public static readonly SettingDefinition PortSetting = new(
        "CAPTION_PORT",
        "8080, or PORT or FUNCTIONS_CUSTOMHANDLER_PORT where a platform sets it",
        "0 to 65535; 0 takes a free one",
        "Port listened on. A port set by Azure Functions cannot be replaced."
    );

    /// <summary>How callers are told apart.</summary>
    public static readonly SettingDefinition AuthSetting = new(
        "CAPTION_AUTH",
        "platform on the function hosts, none elsewhere",
        "platform, keys, jwt or none",
        "How callers prove who they are: to the platform in front (IAM, function keys, an ingress), by keys (CAPTION_KEYS_FILE), by signed tokens (CAPTION_JWT_...), or not at all. none starts only on a loopback address that no platform stands in front of."
    );

    /// <summary>Keys.</summary>
    public static readonly SettingDefinition KeysFileSetting = new(
        "CAPTION_KEYS_FILE",
        "none",
        "a file; see docs/operations/access.md",
        "Keys as digests, with scopes and rates. Read again when it changes."
    );

    /// <summary>Issuer of tokens.</summary>
    public static readonly SettingDefinition JwtIssuerSetting = new(
        "CAPTION_JWT_ISSUER",
        "none",
        "a text",
        "The iss that tokens must have."
    );

    /// <summary>Audience of tokens.</summary>
    public static readonly SettingDefinition JwtAudienceSetting = new(
        "CAPTION_JWT_AUDIENCE",
        "none",
        "a text",
        "The aud that tokens must have."
    );

    /// <summary>Signatures of tokens.</summary>
    public static readonly SettingDefinition JwtAlgorithmsSetting = new(
        "CAPTION_JWT_ALGORITHMS",
        "RS256,ES256",
        "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512, commas between",
        "Signature algorithms that are taken."
    );

    /// <summary>Keys of the issuer.</summary>
    public static readonly SettingDefinition JwtKeySetSetting = new(
        "CAPTION_JWT_KEY_SET",
        "none",
        "a file, or an https address (http on loopback)",
        "The issuer's keys (JWKS), or its discovery document. Read again after five minutes, and for a key that is not there; "
            + "a withdrawn key is trusted for an hour at most. See docs/operations/access.md."
    );

    /// <summary>What the platform's callers may do.</summary>
    public static readonly SettingDefinition PlatformScopesSetting = new(
        "CAPTION_PLATFORM_SCOPES",
        "caption",
        "caption, url, blob, review, model or metrics, commas between",
        "With CAPTION_AUTH=platform: what whoever the platform lets through may do."
    );

    /// <summary>Origins.</summary>
    public static readonly SettingDefinition AllowedOriginsSetting = new(
        "CAPTION_ALLOWED_ORIGINS",
        "none",
        "origins such as https://example.org, commas between",
        "Origins whose pages may call from a browser."
    );

    /// <summary>The captioner.</summary>
    public static readonly SettingDefinition ModelSetting = new(
        "CAPTION_MODEL",
        "the embedded models/caption-base",
        "a folder in the Hugging Face layout",
        "Captioner to load."
    );

    /// <summary>The quality model.</summary>
    public static readonly SettingDefinition QualityModelSetting = new(
        "CAPTION_QUALITY_MODEL",
        "the embedded models/quality-base with the embedded captioner; with another one its subfolder quality, else none",
        "a folder with quality.json",
        "Quality model to load beside the captioner."
    );

    /// <summary>The image model that names things.</summary>
    public static readonly SettingDefinition LabelModelSetting = new(
        "CAPTION_LABEL_MODEL",
        "the embedded models/labels-base",
        "none, or a folder with labels.json",
        "Image model that names things where no sentence can be trusted, and speaks against wrong ones. none leaves it out and saves its time and memory."
    );

    /// <summary>Pixels.</summary>
    public static readonly SettingDefinition MaxPixelsSetting = new(
        "CAPTION_MAX_PIXELS",
        "120000000, down to 50000000 where memory is short",
        "1 to 1000000000",
        "Most pixels (width times height) a picture's header may announce. A picture may take 7 bytes a pixel (11 with imagesharp); "
            + "by default all that are worked on at once take at most half the memory."
    );

    /// <summary>Sides.</summary>
    public static readonly SettingDefinition MaxSideSetting = new(
        "CAPTION_MAX_SIDE",
        "16384",
        "1 to 65535",
        "Longest side in pixels a picture's header may announce."
    );

    /// <summary>Frames.</summary>
    public static readonly SettingDefinition MaxFramesSetting = new(
        "CAPTION_MAX_FRAMES",
        "1000",
        "1 to 100000",
        "Most frames or pages; only the first is looked at."
    );

    /// <summary>Decoder.</summary>
    public static readonly SettingDefinition DecoderSetting = new(
        "CAPTION_DECODER",
        "libvips",
        "libvips or imagesharp",
        "What decodes pictures: libvips (native, faster, AVIF) or ImageSharp (managed code alone, no AVIF, no animated WebP)."
    );

    /// <summary>Body.</summary>
    public static readonly SettingDefinition MaxBodyBytesSetting = new(
        "CAPTION_MAX_BODY_BYTES",
        "20971520; 4600000 on Lambda",
        "1024 to 1073741824, and no more than the platform lets through",
        "Largest request body in bytes."
    );

    /// <summary>Bodies at a time.</summary>
    public static readonly SettingDefinition MaxBodiesSetting = new(
        "CAPTION_MAX_BODIES",
        "64, and no fewer than CAPTION_CONCURRENCY and CAPTION_QUEUE together",
        "1 to 100000",
        "Request bodies held at the same time, from before they are read until their answer; more are answered 429 busy."
    );

    /// <summary>Their bytes.</summary>
    public static readonly SettingDefinition MaxBodiesBytesSetting = new(
        "CAPTION_MAX_BODIES_BYTES",
        "268435456, and no fewer than twice CAPTION_MAX_BODY_BYTES",
        "1024 to 1099511627776, and no fewer than CAPTION_MAX_BODY_BYTES",
        "Bytes of all request bodies held at the same time, as announced "
            + "(a body of unknown length counts with the largest one); more are answered 429 busy."
    );

    /// <summary>Texts.</summary>
    public static readonly SettingDefinition MaxTextCharactersSetting = new(
        TextLimit.SettingName,
        "2000",
        "150 to 100000",
        "Longest text that is read, in UTF-16 units: captions, existing and corrected alt texts, text nearby, links, file names, and words"
            + " found in files."
    );

    /// <summary>Threads.</summary>
    public static readonly SettingDefinition ThreadsSetting = new(
        "CAPTION_THREADS",
        "half the number of processors",
        "1 to 256",
        "Threads of one model run."
    );

    /// <summary>Concurrency.</summary>
    public static readonly SettingDefinition ConcurrencySetting = new(
        "CAPTION_CONCURRENCY",
        "2",
        "1 to 256",
        "Pictures worked on at the same time."
    );

    /// <summary>Queue.</summary>
    public static readonly SettingDefinition QueueSetting = new(
        "CAPTION_QUEUE",
        "32",
        "0 to 10000",
        "Pictures that may wait for their turn; more are answered 429 busy."
    );

    /// <summary>Deadline.</summary>
    public static readonly SettingDefinition DeadlineSetting = new(
        "CAPTION_DEADLINE_SECONDS",
        "30",
        "1 to 3600",
        "Time for one picture, waiting included, before 504 deadline_exceeded."
    );

    /// <summary>Every setting, in the order of the documentation.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        AddressSetting,
        PortSetting,
        AuthSetting,
        KeysFileSetting,
        JwtIssuerSetting,
        JwtAudienceSetting,
        JwtAlgorithmsSetting,
        JwtKeySetSetting,
        PlatformScopesSetting,
        AllowedOriginsSetting,
        ModelSetting,
        QualityModelSetting,
        LabelModelSetting,
        DecoderSetting,
        MaxPixelsSetting,
        MaxSideSetting,
        MaxFramesSetting,
        MaxBodyBytesSetting,
        MaxBodiesSetting,
        MaxBodiesBytesSetting,
        MaxTextCharactersSetting,
        ThreadsSetting,
        ConcurrencySetting,
        QueueSetting,
        DeadlineSetting,
        .. PictureSettings.All,
        .. EventSettings.All,
        .. ArchiveSettings.All,
    ];

    /// <summary>Address to listen on.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Who may ask.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>Where the models are.</summary>
    public required ModelFolders Models { get; init; }

    /// <summary>What a picture's header may announce.</summary>
    public required ImageLimits Limits { get; init; }

    /// <summary>What decodes pictures: a name of <see cref="Decoding.ImageDecoders"/>.</summary>
    public required string Decoder { get; init; }

    /// <summary>Largest request body in bytes.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>How long a text from outside may be.</summary>
    public required TextLimit TextLimit { get; init; }

    /// <summary>Request bodies held at the same time.</summary>
    public required int MaxBodies { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public required long MaxBodiesBytes { get; init; }

    /// <summary>How models are run.</summary>
    public required RuntimeSettings Runtime { get; init; }

    /// <summary>Pictures worked on at the same time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Pictures that may wait.</summary>
    public required int Queue { get; init; }

    /// <summary>Time for one picture.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Where pictures may come from besides the body of a request.</summary>
    public required PictureSettings Pictures { get; init; }

    /// <summary>Which uploads are captioned by themselves.</summary>
    public required EventSettings Events { get; init; }

    /// <summary>What a batch run is told by its job.</summary>
    public required ArchiveSettings Archives { get; init; }

    /// <summary>What the pipeline of a process needs of them.</summary>
    public CaptionServiceOptions Service =>
        new(Models, Runtime, () => ImageDecoders.Start(this), TextLimit)
        {
            Concurrency = Concurrency,
            Queue = Queue,
            Deadline = Deadline,
        };

    /// <summary>Reads the settings from the environment, then from the section <c>Caption</c> of appsettings.json.</summary>
    /// <param name="host">What the platform fixes.</param>
    /// <exception cref="SettingsException">Something is wrong; the message names every fault.</exception>
    public static CaptionSettings FromEnvironment(HostProfile host) => Read(host, SettingSources.Lookup(), SettingSources.Names());

    /// <summary>Reads and checks.</summary>
    /// <param name="host">What the platform fixes.</param>
    /// <param name="lookup">The text of a setting, null when it is not set.</param>
    /// <param name="names">The names that are set, to find misspelt ones.</param>
    /// <exception cref="SettingsException">Something is wrong; the message names every fault.</exception>
    public static CaptionSettings Read(HostProfile host, Func<string, string?> lookup, IEnumerable<string> names)
    {
        var reader = new SettingsReader(lookup);
        foreach (var name in SettingSources.Unknown(names, All))
            reader.Reject($"{name} is no setting; all are listed in docs/operations/settings.md.");
        var embedded = Path.Combine(AppContext.BaseDirectory, "models");
        var address = ReadAddress(reader, host);
        var model = reader.Folder(ModelSetting, Path.Combine(embedded, "caption-base"))!;
        var decoder = reader.Word(DecoderSetting, ImageDecoders.Libvips, ImageDecoders.Libvips, ImageDecoders.ImageSharp);
        var maxBodyBytes = reader.Whole(MaxBodyBytesSetting, host.MaxBodyBytes, 1_024, host.MostBodyBytes);
        var (concurrency, queue) = ((int)reader.Whole(ConcurrencySetting, 2, 1, 256), (int)reader.Whole(QueueSetting, 32, 0, 10_000));
        var pixels = PixelBudget.Default(MemoryOf(host, lookup), concurrency, decoder);
        var settings = new CaptionSettings
        {
            Address = address,
            Port = (int)reader.Whole(PortSetting, Number(lookup(host.PortVariable)) ?? 8080, 0, 65_535),
            Access = AccessReader.Read(reader, host, address),
            Models = new ModelFolders(
                model,
                reader.Folder(QualityModelSetting, QualityBeside(model, embedded, reader.Text(ModelSetting) is null)),
                reader.Text(LabelModelSetting) == "none" ? null : reader.Folder(LabelModelSetting, Path.Combine(embedded, "labels-base"))
            ),
            Limits = new ImageLimits(
                reader.Whole(MaxPixelsSetting, pixels, 1, 1_000_000_000),
                (int)reader.Whole(MaxSideSetting, 16_384, 1, 65_535),
                (int)reader.Whole(MaxFramesSetting, 1_000, 1, 100_000)
            ),
            Decoder = decoder,
            MaxBodyBytes = maxBodyBytes,
            MaxBodies = (int)reader.Whole(MaxBodiesSetting, Math.Max(64, concurrency + queue), 1, 100_000),
            MaxBodiesBytes = reader.Whole(MaxBodiesBytesSetting, Math.Max(256L << 20, 2 * maxBodyBytes), maxBodyBytes, 1L << 40),
            TextLimit = new TextLimit(
                (int)
                    reader.Whole(
                        MaxTextCharactersSetting,
                        TextLimit.DefaultCharacters,
                        TextLimit.MinCharacters,
                        TextLimit.MaxAllowedCharacters
                    )
            ),
            Runtime = new RuntimeSettings((int)reader.Whole(ThreadsSetting, RuntimeSettings.Default.Threads, 1, 256)),
            Concurrency = concurrency,
            Queue = queue,
            Deadline = TimeSpan.FromSeconds(reader.Whole(DeadlineSetting, 30, 1, 3_600)),
            Pictures = PictureReader.Read(reader, host),
            Events = EventSettingsReader.Read(reader, host),
            Archives = ArchiveSettings.Read(reader),
        };
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    /// <summary>The quality model that belongs to a captioner: the embedded one to the embedded one, else a subfolder of its own.</summary>
    /// <param name="model">The captioner's folder.</param>
    /// <param name="embedded">The folder of the embedded models.</param>
    /// <param name="isEmbedded">Whether the captioner is the embedded one.</param>
    public static string? QualityBeside(string model, string embedded, bool isEmbedded)
    {
        var folder = isEmbedded ? Path.Combine(embedded, "quality-base") : Path.Combine(model, "quality");
        return isEmbedded || Directory.Exists(folder) ? folder : null;
    }

    private static long MemoryOf(HostProfile host, Func<string, string?> lookup) =>
        host.MemoryVariable is { } variable && Number(lookup(variable)) is { } mebibytes
            ? (long)mebibytes << 20
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What a platform says of itself; null where it says nothing.</summary>
    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IPAddress ReadAddress(SettingsReader reader, HostProfile host)
    {
        if (reader.Text(AddressSetting) is not { } text)
            return host.DefaultAddress;
        if (IPAddress.TryParse(text, out var address))
            return address;
        reader.Reject($"{AddressSetting.Name} is '{text}'; allowed: {AddressSetting.Allowed}.");
        return IPAddress.Loopback;
    }
}
