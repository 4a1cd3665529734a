using System.Text.Json.Serialization;

namespace Serverless.LocalTargets.Stores;

/// <summary>The emulated stores while they run: <c>stores.json</c>.</summary>
/// <param name="Pid">The program that keeps them.</param>
/// <param name="StartTime">When that started.</param>
/// <param name="Stores">By target.</param>
/// <param name="Registry">The registry of images; null where docker-registry is missing.</param>
/// <param name="Missing">What is not there, and how to get it.</param>
internal sealed record StoresFile(
    int Pid,
    long StartTime,
    IReadOnlyDictionary<string, StoreEntry> Stores,
    string? Registry,
    IReadOnlyDictionary<string, string> Missing
);

/// <summary>A target's store.</summary>
/// <param name="Address">Its container, as the product writes addresses, with a slash at its end.</param>
/// <param name="Environment">What a host or a program needs in its environment to reach it.</param>
/// <param name="IsKept">Whether what is in it is there after the stores were stopped.</param>
internal sealed record StoreEntry(string Address, IReadOnlyDictionary<string, string> Environment, bool IsKept);

/// <summary>Ports that were used before, so that addresses stay as they were: <c>ports.json</c>.</summary>
internal sealed record StorePorts(Dictionary<string, int> Ports);

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StoresFile))]
[JsonSerializable(typeof(StorePorts))]
internal sealed partial class StoresJson : JsonSerializerContext;
