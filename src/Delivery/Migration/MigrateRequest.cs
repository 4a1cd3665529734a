namespace Serverless.Delivery.Migration;

/// <summary>What the command line asks for.</summary>
internal sealed record MigrateRequest
{
    /// <summary>A target's name, or addresses of folders of pictures.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>A target's name, or as many addresses.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>dev, preprod or prod.</summary>
    public string Environment { get; init; } = "dev";

    /// <summary>Outputs of Terraform of the source; null for the local target.</summary>
    public string? OutputsFrom { get; init; }

    /// <summary>Outputs of Terraform of the destination.</summary>
    public string? OutputsTo { get; init; }

    /// <summary>Folder of results at the source, where it has its own.</summary>
    public string? ResultsFrom { get; init; }

    /// <summary>Folder of results at the destination.</summary>
    public string? ResultsTo { get; init; }

    /// <summary>Folder of reviews at the source.</summary>
    public string? ReviewsFrom { get; init; }

    /// <summary>Folder of reviews at the destination.</summary>
    public string? ReviewsTo { get; init; }

    /// <summary>FROM=TO for folders that settings name and nothing is copied of.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>A file of the source's settings.</summary>
    public string? Settings { get; init; }

    /// <summary>Whether the pictures are copied too.</summary>
    public bool HasPictures { get; init; }

    /// <summary>Whether the destination may hold other results.</summary>
    public bool Merges { get; init; }

    /// <summary>local, none, or null for what there is.</summary>
    public string? Entry { get; init; }

    /// <summary>The operator's own command.</summary>
    public string? EntryCommand { get; init; }

    /// <summary>Where the destination is called.</summary>
    public string? ToUrl { get; init; }

    /// <summary>A picture for the smoke test; null for the sample.</summary>
    public string? SmokePicture { get; init; }

    /// <summary>Objects at a time, 1 to 64.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>A migration to take back.</summary>
    public string? UndoId { get; init; }
}
