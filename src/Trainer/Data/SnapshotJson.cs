using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Trainer.Data;

/// <summary>Reads and writes snapshots.</summary>
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(SnapshotDiff))]
internal sealed partial class SnapshotJson : JsonSerializerContext
{
    /// <summary>Absent properties left out; damaged and unknown parts refused.</summary>
    public static SnapshotJson Stored { get; } = new(OptionsOf(isIndented: false));

    /// <summary>The same for people.</summary>
    public static SnapshotJson Indented { get; } = new(OptionsOf(isIndented: true));

    private static JsonSerializerOptions OptionsOf(bool isIndented) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = false,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = isIndented,
            NewLine = "\n",
        };
}
