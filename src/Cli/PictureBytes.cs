using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Cli;

/// <summary>Reads a picture's bytes; a file that cannot be read is a failure like any other.</summary>
internal static class PictureBytes
{
    public static async Task<Result<byte[], CaptionFailure>> ReadAsync(PictureSource source, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await source.ReadAsync(cancellationToken);
            return bytes.Length > 0 ? bytes : new CaptionFailure(FailureReason.EmptyBody, "There are no bytes.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new CaptionFailure(FailureReason.NotFound, "There is no such file.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new CaptionFailure(FailureReason.Forbidden, "The file cannot be read: " + error.Message);
        }
    }
}
