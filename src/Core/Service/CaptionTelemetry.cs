using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>What spans and measurements of this product are of.</summary>
public static class CaptionTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string SourceName = PipelineMeter.Name;
}
