using System.Text.Json.Serialization;

namespace Serverless.Updates.Rollouts;

/// <summary>How a rollout, or one window of it, ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RolloutOutcome>))]
internal enum RolloutOutcome
{
    [JsonStringEnumMemberName("success")]
    Success,

    [JsonStringEnumMemberName("failure")]
    Failure,

    /// <summary>Too little traffic to say; never promotes.</summary>
    [JsonStringEnumMemberName("no-data")]
    NoData,
}
