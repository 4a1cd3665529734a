using System.Globalization;
using System.Net;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.RemoteCaptioning;
using Serverless.Settings.Access;
using Serverless.Settings.Decoding;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>The settings all hosts share, checked together at start.</summary>
public sealed record CaptionSettings
{
    /// <summary>Address to listen on.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Port of measurements; null for none.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Port of the Open Inference Protocol over gRPC; null for none.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>Which part of the work this host does.</summary>
    public HostRole Role { get; init; }

    /// <summary>The host that scores for this one; null unless <see cref="Role"/> is <see cref="HostRole.Caption"/>.</summary>
    public PeerSettings? Scorer { get; init; }

    /// <summary>The host that is handed what this one cannot do; null for none.</summary>
    public PeerSettings? Fallback { get; init; }

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

    /// <summary>What alt texts say of people.</summary>
    public Wording Wording { get; init; } = Wording.Neutral;

    /// <summary>Request bodies held at the same time.</summary>
    public required int MaxBodies { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public required long MaxBodiesBytes { get; init; }

    /// <summary>The endpoint that is asked for sentences in the captioner's place; null for none.</summary>
    public EndpointOptions? Endpoint { get; init; }

    /// <summary>How models are run.</summary>
    public required RuntimeSettings Runtime { get; init; }

    /// <summary>How pictures of several callers are put into one run of the models.</summary>
    public required BatchSettings Batching { get; init; }

    /// <summary>Pictures in work at the same time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Pictures that may wait.</summary>
    public required int Queue { get; init; }

    /// <summary>Timeout of one picture.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Sources of pictures other than the body of a request.</summary>
    public required PictureSettings Pictures { get; init; }

    /// <summary>Which uploads are captioned by themselves.</summary>
    public required EventSettings Events { get; init; }

    /// <summary>Settings of a batch run from its job.</summary>
    public required ArchiveSettings Archives { get; init; }

    /// <summary>Where model packages come from; null for the models beside the program alone.</summary>
    public required ModelUpdateSettings? Updates { get; init; }

    /// <summary>Where a line for every caption goes; null for nowhere.</summary>
    public required PredictionSettings? Predictions { get; init; }

    /// <summary>Where statistics of traffic go; null for nowhere.</summary>
    public required TrafficSettings? Traffic { get; init; }

    /// <summary>Where local prediction logs and reviews are copied to; null for nowhere.</summary>
    public required BlobAddress? ForwardTo { get; init; }

    /// <summary>How many settings there are.</summary>
    public static int Count => SettingTable.Names.Count();

    /// <summary>What the pipeline of a process needs of them.</summary>
    public CaptionServiceOptions Service =>
        new(Models, Runtime, () => ImageDecoders.Start(this), TextLimit)
        {
            Concurrency = Concurrency,
            Batching = Batching,
            Queue = Queue,
            Deadline = Deadline,
            Remote = Remote(TimeProvider.System),
            Wording = Wording,
            ScoresOnly = Role == HostRole.Score,
        };

    /// <summary>Who writes the sentences in the captioner's place; null where nobody does. The caller keeps it.</summary>
    /// <param name="clock">Waits between tries.</param>
    public IRemoteCaptioner? Remote(TimeProvider clock) => Endpoint is { } endpoint ? new RemoteCaptioner(endpoint, clock) : null;

    /// <summary>The same settings with another endpoint, and the embedded captioner to judge its words.</summary>
    /// <param name="model"><c>openai:ADDRESS#MODEL</c>.</param>
    /// <exception cref="SettingsException">It is no endpoint, or its settings are wrong.</exception>
    public CaptionSettings WithEndpoint(string model)
    {
        var reader = new SettingsReader(SettingSources.Lookup());
        var endpoint = EndpointReader.Read(reader, model);
        if (reader.Errors.Count > 0)
            throw new SettingsException(reader.Errors);
        var embedded = Path.Combine(AppContext.BaseDirectory, "models");
        var captioner = Path.Combine(embedded, "caption-base");
        return this with
        {
            Endpoint = endpoint,
            Models = Models with { Captioner = captioner, Quality = QualityBeside(captioner, embedded, isEmbedded: true) },
        };
    }

    /// <summary>Reads the settings from the environment, then from the section <c>Caption</c> of appsettings.json.</summary>
    /// <param name="host">What the platform fixes.</param>
    /// <exception cref="SettingsException">Something is wrong; the message names every error.</exception>
    public static CaptionSettings FromEnvironment(HostProfile host) => Read(host, SettingSources.Lookup(), SettingSources.Names());

    /// <summary>Reads and checks.</summary>
    /// <param name="host">What the platform fixes.</param>
    /// <param name="lookup">The text of a setting, null when it is not set.</param>
    /// <param name="names">The names that are set, to find misspelt ones.</param>
    /// <exception cref="SettingsException">Something is wrong; the message names every error.</exception>
    public static CaptionSettings Read(HostProfile host, Func<string, string?> lookup, IEnumerable<string> names)
    {
        var reader = new SettingsReader(lookup);
        foreach (var name in SettingSources.Unknown(names))
            reader.Reject($"{name} is no setting; all are listed in docs/operations/settings.md.");
        var embedded = Path.Combine(AppContext.BaseDirectory, "models");
        var address = ReadAddress(reader, host);
        var named = reader.Text(SettingNames.Model);
        var hasEndpoint = EndpointReader.IsEndpoint(named);
        var ours = Path.Combine(embedded, "caption-base"); // with an endpoint it judges the words
        var model = hasEndpoint ? ours : reader.Folder(SettingNames.Model, ours)!;
        var decoder = reader.OneOf(SettingNames.Decoder, ImageDecoders.Libvips, ImageDecoders.Libvips, ImageDecoders.ImageSharp);
        var maxBodyBytes = reader.ReadInt64(SettingNames.MaxBodyBytes, host.MaxBodyBytes, 1_024, host.MaxAllowedBodyBytes);
        var (batching, concurrency) = BatchReader.Read(reader, host);
        var queue = reader.ReadInt32(SettingNames.Queue, 32, 0, 10_000);
        var decodes = CaptionServiceOptions.DecodesOf(concurrency, Environment.ProcessorCount, hasEndpoint);
        var pixels = PixelBudget.Default(MemoryOf(host, lookup), decodes, decoder);
        var deadline = TimeSpan.FromSeconds(reader.ReadInt64(SettingNames.Deadline, 30, 1, 3_600));
        var role = Enum.Parse<HostRole>(reader.OneOf(SettingNames.Role, "all", "all", "caption", "score"), ignoreCase: true);
        var settings = new CaptionSettings
        {
            Address = address,
            Port = reader.ReadInt32(SettingNames.Port, PortOf(host, lookup) ?? 8080, 0, 65_535),
            MetricsPort = OwnPort(reader, host, SettingNames.MetricsPort),
            GrpcPort = OwnPort(reader, host, SettingNames.GrpcPort),
            Role = role,
            Scorer = PeerReader.Scorer(reader, role, deadline),
            Fallback = PeerReader.Fallback(reader, role, deadline),
            Access = AccessReader.Read(reader, host, address),
            Models = new ModelFolders(
                model,
                reader.Folder(SettingNames.QualityModel, QualityBeside(model, embedded, named is null || hasEndpoint)),
                Optional(reader, SettingNames.LabelModel, Path.Combine(embedded, "labels-base")),
                Optional(reader, SettingNames.TextModel, Embedded(embedded, "text-base")),
                Embedded(embedded, "vision-base")
            ),
            Endpoint = EndpointReader.Read(reader, named),
            Limits = new ImageLimits(
                reader.ReadInt64(SettingNames.MaxPixels, pixels, 1, 1_000_000_000),
                reader.ReadInt32(SettingNames.MaxSide, 16_384, 1, 65_535),
                reader.ReadInt32(SettingNames.MaxFrames, 1_000, 1, 100_000)
            ),
            Decoder = decoder,
            MaxBodyBytes = maxBodyBytes,
            MaxBodies = reader.ReadInt32(SettingNames.MaxBodies, Math.Max(64, concurrency + queue), 1, 100_000),
            MaxBodiesBytes = reader.ReadInt64(SettingNames.MaxBodiesBytes, Math.Max(256L << 20, 2 * maxBodyBytes), maxBodyBytes, 1L << 40),
            Wording =
                reader.OneOf(SettingNames.Wording, "neutral", "neutral", "as-written") == "neutral" ? Wording.Neutral : Wording.AsWritten,
            TextLimit = new TextLimit(
                (int)
                    reader.ReadInt64(
                        SettingNames.MaxTextCharacters,
                        TextLimit.DefaultCharacters,
                        TextLimit.MinCharacters,
                        TextLimit.MaxAllowedCharacters
                    )
            ),
            Runtime = new RuntimeSettings(reader.ReadInt32(SettingNames.Threads, RuntimeSettings.Default.Threads, 1, 256))
            {
                SavesMemory = reader.OneOf(SettingNames.SaveMemory, "off", "on", "off") == "on",
                Provider =
                    reader.OneOf(SettingNames.Provider, "cpu", "cpu", "cuda") == "cuda" ? ExecutionProvider.Cuda : ExecutionProvider.Cpu,
                Device = reader.ReadInt32(SettingNames.Device, 0, 0, 63),
            },
            Batching = batching,
            Concurrency = concurrency,
            Queue = queue,
            Deadline = deadline,
            Pictures = PictureReader.Read(reader, host),
            Events = EventSettingsReader.Read(reader, host),
            Archives = ArchiveSettings.Read(reader),
            Updates = ModelUpdateSettings.Read(reader, host),
            Predictions = PredictionSettings.Read(reader),
            Traffic = TrafficSettings.Read(reader),
            ForwardTo = reader.Text(SettingNames.ForwardTo) is { } forward
                ? PictureReader.Folder(reader, SettingNames.ForwardTo, forward)
                : null,
        };
        if (settings is { Endpoint: not null, Updates: not null })
            reader.Reject($"{SettingNames.Model} names an endpoint and {SettingNames.ModelFrom} a registry: who writes is one of them.");
        CheckPorts(reader, settings);
        if (role == HostRole.Score)
            CheckScoring(reader);
        return reader.Errors.Count == 0 ? settings : throw new SettingsException(reader.Errors);
    }

    /// <summary>The folder of a captioner's quality model: the embedded one for the embedded captioner, else a subfolder.</summary>
    /// <param name="model">The captioner's folder.</param>
    /// <param name="embedded">The folder of the embedded models.</param>
    /// <param name="isEmbedded">Whether the captioner is the embedded one.</param>
    public static string? QualityBeside(string model, string embedded, bool isEmbedded)
    {
        var folder = isEmbedded ? Path.Combine(embedded, "quality-base") : Path.Combine(model, "quality");
        return isEmbedded || Directory.Exists(folder) ? folder : null;
    }

    /// <summary>A model that "none" leaves out.</summary>
    private static string? Optional(SettingsReader reader, string setting, string? defaultValue) =>
        reader.Text(setting) == "none" ? null : reader.Folder(setting, defaultValue);

    /// <summary>An embedded model that a package may go without.</summary>
    private static string? Embedded(string embedded, string name) =>
        Path.Combine(embedded, name) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>A further port, which only a host that listens for itself has.</summary>
    private static int? OwnPort(SettingsReader reader, HostProfile host, string setting)
    {
        if (reader.Text(setting) is null)
            return null;
        if (!host.HasOwnPorts)
            reader.Reject($"{setting} is set, and this host has one port: its platform's.");
        return reader.ReadInt32(setting, 0, 0, 65_535);
    }

    private static void CheckPorts(SettingsReader reader, CaptionSettings settings)
    {
        var ports = ((int?[])[settings.Port, settings.MetricsPort, settings.GrpcPort]).Where(port => port > 0).ToList();
        if (ports.Distinct().Count() < ports.Count)
            reader.Reject($"{SettingNames.Port}, {SettingNames.MetricsPort} and {SettingNames.GrpcPort} must differ.");
        if (settings is { Role: HostRole.Score, GrpcPort: not null })
            reader.Reject($"{SettingNames.GrpcPort} is set, and {SettingNames.Role}=score makes no captions.");
    }

    /// <summary>What a host that makes no captions cannot honour.</summary>
    private static void CheckScoring(SettingsReader reader)
    {
        string[] ofCaptions =
        [
            SettingNames.From,
            SettingNames.WatchFolder,
            SettingNames.UploadsTo,
            SettingNames.ReviewsTo,
            SettingNames.TrafficTo,
        ];
        foreach (var setting in ofCaptions)
            if (reader.Text(setting) is not null)
                reader.Reject($"{setting} is set, and {SettingNames.Role}=score makes no captions.");
    }

    private static int? PortOf(HostProfile host, Func<string, string?> lookup) =>
        host.PortVariable is { } variable ? Number(lookup(variable)) : null;

    private static long MemoryOf(HostProfile host, Func<string, string?> lookup) =>
        host.MemoryVariable is { } variable && Number(lookup(variable)) is { } mebibytes
            ? (long)mebibytes << 20
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>A number that a platform sets; null where there is none.</summary>
    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IPAddress ReadAddress(SettingsReader reader, HostProfile host)
    {
        if (reader.Text(SettingNames.Address) is not { } text)
            return host.DefaultAddress;
        if (IPAddress.TryParse(text, out var address))
            return address;
        reader.RejectValue(SettingNames.Address, text);
        return IPAddress.Loopback;
    }
}
