using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli;

/// <summary>Pictures in files, in folders and on standard input.</summary>
internal static class LocalPictures
{
    public static PictureSource Input { get; } = new("-", ReadInputAsync);

    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Largest file that is read.</param>
    public static PictureSource File(string path, long maxBytes) => new(path, token => ReadFileAsync(path, maxBytes, token));

    /// <summary>A file that a listing has named: links are not followed, and nothing but a file is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Largest file that is read.</param>
    public static PictureSource Listed(string path, long maxBytes) => new(path, token => ReadListedAsync(path, maxBytes, token));

    /// <summary>A file that cannot be read is a failure like any other.</summary>
    private static async Task<Result<byte[], CaptionFailure>> ReadFileAsync(
        string path,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length > maxBytes)
                return TooLarge(file.Length, maxBytes);
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
    private static async Task<Result<byte[], CaptionFailure>> ReadListedAsync(
        string path,
        long maxBytes,
        CancellationToken cancellationToken
    )
    {
        if (!RegularFiles.Open(path).TryGet(out var file, out var failure))
        {
            var reason = failure.Reason == StoreFailureReason.NotFound ? FailureReason.NotFound : FailureReason.Forbidden;
            return new CaptionFailure(reason, failure.Detail);
        }

        await using (file)
        {
            if (file.Length > maxBytes)
                return TooLarge(file.Length, maxBytes);
            using var buffer = new MemoryStream((int)Math.Min(file.Length, int.MaxValue));
            try
            {
                await file.CopyToAsync(buffer, cancellationToken);
                return NotEmpty(buffer.ToArray());
            }
            catch (IOException error)
            {
                return new CaptionFailure(FailureReason.Forbidden, "The file cannot be read: " + error.Message);
            }
        }
    }

    private static async Task<Result<byte[], CaptionFailure>> ReadInputAsync(CancellationToken cancellationToken)
    {
        if (!StandardOutput.HasInput)
            return new CaptionFailure(FailureReason.Forbidden, "Standard input is closed.");
        try
        {
            await using var input = Console.OpenStandardInput();
            using var buffer = new MemoryStream();
            await input.CopyToAsync(buffer, cancellationToken);
            return NotEmpty(buffer.ToArray());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new CaptionFailure(FailureReason.Forbidden, "Standard input cannot be read: " + error.Message);
        }
    }

    private static CaptionFailure TooLarge(long length, long maxBytes) =>
        new(FailureReason.BodyTooLarge, $"The file has {length} bytes; {maxBytes} are taken. {SettingNames.MaxImageBytes} says how many.");

    private static Result<byte[], CaptionFailure> NotEmpty(byte[] bytes) =>
        bytes.Length > 0 ? bytes : new CaptionFailure(FailureReason.EmptyBody, "There are no bytes.");
}
