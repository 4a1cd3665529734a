namespace Serverless.Architecture.Tests;

/// <summary>The rules of docs/architecture.md.</summary>
internal static class Rules
{
    /// <summary>What a room of Core takes from others; a room that is not here takes nothing.</summary>
    public static IReadOnlyDictionary<string, string[]> Takes { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["AltText"] = [],
            ["Classification"] = ["AltText", "Inference", "Preprocessing", "Quality"],
            ["Generation"] = [],
            ["Imaging"] = [],
            ["Inference"] = ["Generation", "Preprocessing", "Tokenization"],
            ["Pipeline"] =
            [
                "AltText",
                "Generation",
                "Imaging",
                "Inference",
                "Preprocessing",
                "Quality",
                "Reading",
                "Classification",
                "Tokenization",
            ],
            ["Preprocessing"] = ["Imaging"],
            ["Quality"] = ["AltText", "Imaging"], // of AltText the words that stand in data
            ["Reading"] = ["AltText", "Imaging", "Inference", "Preprocessing", "Quality", "Tokenization"],
            ["Service"] = ["AltText", "Imaging", "Inference", "Pipeline"], // of AltText the wording that pipelines are made with
            ["Tokenization"] = [],
        };

    private static readonly string[] Files =
    [
        "System.IO.File",
        "System.IO.FileStream",
        "System.IO.FileInfo",
        "System.IO.Directory",
        "System.IO.DirectoryInfo",
        "Serverless.Core.JsonFile",
    ];

    /// <summary>What Core has no part in: hosts, HTTP, other projects.</summary>
    private static readonly string[] Outside =
    [
        "Serverless.Api",
        "Serverless.Results",
        "Serverless.Events",
        "Serverless.Settings",
        "Serverless.Fetching",
        "Serverless.Storage",
        "Serverless.Imaging",
        "Serverless.RemoteCaptioning",
        "System.Net",
        "Microsoft.AspNetCore",
        "Microsoft.Extensions",
        "Microsoft.IdentityModel",
        "OpenTelemetry",
    ];

    /// <summary>Parts from outside, with the projects (or the room) that alone may know them.</summary>
    private static readonly (string[] Parts, string[] Owners)[] Owned =
    [
        (["Amazon", "Serverless.Hosts.Aws"], ["Storage.Aws", "Hosts.Aws"]),
        (["Azure", "Microsoft.Azure", "Serverless.Hosts.Azure"], ["Storage.Azure", "Hosts.Azure"]),
        (["Google.Api", "Google.Apis", "Google.Cloud", "Serverless.Hosts.Gcp"], ["Storage.Gcp", "Hosts.Gcp"]),
        (["Google.Protobuf"], ["Quantization", "Hosts.Kubernetes"]),
        (["Grpc"], ["Hosts.Kubernetes", "Hosts.Azure"]),
        (["Serverless.Quantization"], ["Quantization", "Cli"]),
        (["Serverless.Hosts.Kubernetes"], ["Hosts.Kubernetes"]),
        (["Serverless.Storage.Aws"], ["Storage.Aws", "Hosts.Aws", "Hosts.Kubernetes", "Cli", "Delivery"]),
        (["Serverless.Storage.Azure"], ["Storage.Azure", "Hosts.Azure", "Hosts.Kubernetes", "Cli", "Delivery"]),
        (["Serverless.Storage.Gcp"], ["Storage.Gcp", "Hosts.Gcp", "Hosts.Kubernetes", "Cli", "Delivery"]),
        (["NetVips"], ["Imaging.Vips"]),
        (["SixLabors"], ["Imaging.ImageSharp"]),
        (["Microsoft.ML.OnnxRuntime"], ["Core"]), // and there one room: below
        (["Microsoft.ML.Data", "Microsoft.ML.MLContext", "Microsoft.ML.Trainers"], ["Trainer"]),
        (["Serverless.Trainer"], ["Trainer", "Loop", "Cli"]),
        (["Microsoft.Extensions.AI", "OpenAI"], ["RemoteCaptioning"]),
        (["Serverless.RemoteCaptioning"], ["RemoteCaptioning", "Settings", "Cli"]),
        (["Serverless.Cli"], ["Cli"]),
        (["NuGet.Packaging", "NuGet.Common", "NuGet.Frameworks"], ["Packages.Nuget"]),
        (["Serverless.Packages.Nuget"], ["Packages.Nuget", "Cli"]),
        (["Serverless.Captions"], ["Captions"]),
        (["Serverless.Delivery"], ["Delivery"]),
        (["Serverless.Archives"], ["Archives", "Cli"]),
        (["Serverless.Monitoring"], ["Monitoring", "Api", "Cli", "Loop"]),
        (["Serverless.Updates"], ["Updates", "Loop", "Api"]),
        (["Serverless.Loop"], ["Loop", "Cli"]),
        (["Serverless.Ledger"], ["Ledger", "Updates", "Loop", "Cli", "Delivery"]),
        (["Serverless.Events"], ["Events", "Api", "Hosts.Aws", "Hosts.Azure", "Cli"]),
        (["Serverless.Evaluation", "MathNet"], ["Evaluation", "Trainer", "Cli"]),
        (["Serverless.Api", "Microsoft.AspNetCore"], ["Api", "Hosts.Aws", "Hosts.Azure", "Hosts.Gcp", "Hosts.Kubernetes"]),
    ];

    public static IEnumerable<Rule> All =>
        [
            .. Sources.Projects.Select(project => new Rule(project, null, OfOthers(project))),
            new("Core", "Serverless.Core", Outside),
            .. ((string[])["Storage.Aws", "Storage.Azure", "Storage.Gcp", "Imaging.Vips", "Imaging.ImageSharp"]).Select(
                project => new Rule(
                    project,
                    null,
                    [
                        "Serverless.Api",
                        "Serverless.Results",
                        "Serverless.Events",
                        "Serverless.Settings",
                        "Serverless.Fetching",
                        "Serverless.Core.Pipeline",
                        "Serverless.Core.Inference",
                        "Microsoft.AspNetCore",
                    ]
                )
            ),
            new("Evaluation", null, ["Serverless.Core", "Serverless.Api"]),
            .. Sources.Rooms.Select(room => Room(room, OtherRooms(room))),
            .. Sources.Rooms.Where(room => room != "Inference").Select(room => Room(room, ["Microsoft.ML"])),
            Room("Imaging", [.. Files, "System.Numerics.Tensors"]),
            Room("Preprocessing", Files, "File"), // the one that reads the profile
            Room("Generation", ["System.IO", "System.Globalization", "Serverless.Core.JsonFile"]), // System.Text is in every record
            Room("AltText", Files),
        ];

    private static IReadOnlyList<string> OfOthers(string project) =>
        [.. Owned.Where(owned => !owned.Owners.Contains(project)).SelectMany(owned => owned.Parts)];

    private static IReadOnlyList<string> OtherRooms(string room) =>
        [.. Sources.Rooms.Where(other => other != room && !Takes[room].Contains(other)).Select(other => "Serverless.Core." + other)];

    private static Rule Room(string name, IReadOnlyList<string> unknown, string? except = null) =>
        new("Core", "Serverless.Core." + name, unknown, except);
}
