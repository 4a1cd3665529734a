using Serverless.Settings;

namespace Serverless.Cli;

/// <summary>How many pictures are worked on at the same time, so that all processors have work and none has two.</summary>
internal static class Workers
{
    public static int Of(CaptionSettings settings) => Math.Max(1, Environment.ProcessorCount / settings.Runtime.Threads);
}
