using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Storage;
using Serverless.Core.Storage.Files;

namespace Serverless.Cli;

/// <summary>Pictures in files, in folders and on standard input.</summary>
internal static class LocalPictures
{
    public static PictureSource Input { get; } = new("-", ReadInputAsync);

    public static PictureSource File(string path) => new(path, token => ReadFileAsync(path, token));

    /// <summary>Pictures by their ending, links not followed, in the order of their names.</summary>
    public static IEnumerable<PictureSource> In(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.System })
        .Where(MediaTypes.IsPicture)
        .Order(StringComparer.Ordinal)
        .Select(path => new PictureSource(path, token => ReadListedAsync(path, token)));

    /// <summary>A file that cannot be read is a failure like any other.</summary>
    private static async Task<Result<byte[], CaptionFailure>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return NotEmpty(await System.IO.File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (ArgumentException)
        {
            return new CaptionFailure(FailureReason.NotFound, "An empty name names no file.");
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

    /// <summary>What a listing has named is a file or nothing: a pipe would be waited for, a link lead out of the folder.</summary>
    private static async Task<Result<byte[], CaptionFailure>> ReadListedAsync(string path, CancellationToken cancellationToken)
    {
        if (!ListedFiles.Open(path).TryGet(out var file, out var failure))
        {
            var reason = failure.Reason == StoreFailureReason.NotFound ? FailureReason.NotFound : FailureReason.Forbidden;
            return new CaptionFailure(reason, failure.Detail);
        }

        await using (file)
        {
            using var kept = new MemoryStream((int)Math.Min(file.Length, int.MaxValue));
            try
            {
                await file.CopyToAsync(kept, cancellationToken);
                return NotEmpty(kept.ToArray());
            }
            catch (IOException error)
            {
                return new CaptionFailure(FailureReason.Forbidden, "The file cannot be read: " + error.Message);
            }
        }
    }

    private static async Task<Result<byte[], CaptionFailure>> ReadInputAsync(CancellationToken cancellationToken)
    {
        if (!StandardOutput.HasInput) return new CaptionFailure(FailureReason.Forbidden, "Standard input is closed.");
        try
        {
            await using var input = Console.OpenStandardInput();
            using var kept = new MemoryStream();
            await input.CopyToAsync(kept, cancellationToken);
            return NotEmpty(kept.ToArray());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new CaptionFailure(FailureReason.Forbidden, "Standard input cannot be read: " + error.Message);
        }
    }

    private static Result<byte[], CaptionFailure> NotEmpty(byte[] bytes) => bytes.Length > 0 ? bytes : new CaptionFailure(FailureReason.EmptyBody, "There are no bytes.");
}
