using System.Net;
using System.Security.Cryptography;
using System.Text;
using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>
/// Fetches one file into <c>NAME.incomplete</c>, goes on where it broke off, and keeps it only with the digest that the hub told.
/// </summary>
internal sealed class HubDownload(HubConnection connection, HubModel model, Uri endpoint, TimeProvider clock)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Fetches.</summary>
    /// <param name="file">What.</param>
    /// <param name="commit">Its commit.</param>
    /// <param name="blob">Where it is kept.</param>
    /// <param name="grown">Told how many bytes came; negative where bytes were thrown away.</param>
    /// <param name="cancellationToken">Ends it; what came is kept for the next time.</param>
    public async Task<PackageFailure?> FetchAsync(
        HubFile file,
        string commit,
        string blob,
        Action<long> grown,
        CancellationToken cancellationToken
    )
    {
        var part = blob + ".incomplete";
        var isContinued = new FileInfo(part) is { Exists: true, Length: > 0 };
        while (true)
        {
            if (await FillAsync(file, commit, part, grown, cancellationToken) is { } failure)
                return failure;
            if (await HasDigestAsync(file, part, cancellationToken))
                break;
            File.Delete(part);
            grown(-file.Size);
            if (!isContinued)
                return PackageFailure.Refused("digest", "The bytes that came are not those the hub lists; they were deleted.", file.Path);
            isContinued = false; // what an earlier run left may be what is wrong: once more, from the start
        }

        File.Move(part, blob, overwrite: true);
        return null;
    }

    private async Task<PackageFailure?> FillAsync(
        HubFile file,
        string commit,
        string part,
        Action<long> grown,
        CancellationToken cancellationToken
    )
    {
        await using var stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (stream.Length > file.Size)
            stream.SetLength(0);
        stream.Seek(0, SeekOrigin.End);
        grown(stream.Length);
        var idleTries = 0;
        while (stream.Length < file.Size)
        {
            var before = stream.Length;
            if (!(await OpenAsync(file, commit, stream, grown, cancellationToken)).TryGet(out var answer, out var failure))
                return failure;
            string why;
            using (answer)
                why = await CopyAsync(file, answer, stream, grown, cancellationToken);
            if (stream.Length > file.Size)
                stream.SetLength(0); // its digest will not do; another try from the start is no use
            if (stream.Length == file.Size)
                break;
            idleTries = stream.Length > before ? 0 : idleTries + 1;
            if (idleTries == HubConnection.MaxTries)
                return HubFailures.BrokenOff(file.Path, why);
            await Task.Delay(HubConnection.PauseAfter(idleTries + 1), clock, cancellationToken);
        }

        return null;
    }

    /// <summary>Asks for the rest. Where the server knows no ranges, or has no such range, it begins again.</summary>
    private async Task<Result<HttpResponseMessage, PackageFailure>> OpenAsync(
        HubFile file,
        string commit,
        FileStream stream,
        Action<long> grown,
        CancellationToken cancellationToken
    )
    {
        var path = $"{model.Id}/resolve/{commit}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}";
        if (!(await connection.GetAsync(path, stream.Length, cancellationToken)).TryGet(out var answer, out var failure))
            return failure;
        var isRest = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == stream.Length;
        if (isRest || answer is { StatusCode: HttpStatusCode.OK } && stream.Length == 0)
            return answer;
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            grown(-stream.Length);
            stream.SetLength(0);
            if (answer.StatusCode == HttpStatusCode.OK)
                return answer;
            answer.Dispose();
            return await OpenFromStartAsync(path, cancellationToken);
        }

        using (answer)
            return HubFailures.Of(answer, model, endpoint);
    }

    private async Task<Result<HttpResponseMessage, PackageFailure>> OpenFromStartAsync(string path, CancellationToken cancellationToken)
    {
        if (!(await connection.GetAsync(path, 0, cancellationToken)).TryGet(out var answer, out var failure))
            return failure;
        if (answer.StatusCode == HttpStatusCode.OK)
            return answer;
        using (answer)
            return HubFailures.Of(answer, model, endpoint);
    }

    /// <returns>Why it ended.</returns>
    private async Task<string> CopyAsync(
        HubFile file,
        HttpResponseMessage answer,
        FileStream stream,
        Action<long> grown,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[128 << 10];
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            while (await ReadAsync(body, buffer, cancellationToken) is var count and > 0)
            {
                if (stream.Length + count > file.Size)
                    count = (int)(file.Size - stream.Length);
                if (count == 0)
                    break; // more than was told: what is more is not taken, the digest decides
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                grown(count);
            }

            return "the bytes ended early";
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no bytes came for a while";
        }
        finally
        {
            await stream.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await body.ReadAsync(buffer, either.Token);
    }

    private static async Task<bool> HasDigestAsync(HubFile file, string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        if (file.Sha256 is { } sha256)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) == sha256;
        return await GitIdAsync(stream, cancellationToken) == file.BlobId;
    }

    /// <summary>Git's name of bytes: SHA-1 over <c>blob SIZE\0</c> and the bytes.</summary>
    private static async Task<string> GitIdAsync(FileStream stream, CancellationToken cancellationToken)
    {
#pragma warning disable CA5350 // git's own names; large files have SHA-256
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {stream.Length}\0")));
        var buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
            hash.AppendData(buffer.AsSpan(0, count));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
