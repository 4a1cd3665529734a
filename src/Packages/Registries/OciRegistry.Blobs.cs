using System.Globalization;
using System.Net;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

public sealed partial class OciRegistry
{
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<PackageFailure?> WriteBlobAsync(
        OciDescriptor blob,
        Func<CancellationToken, Task<Stream>> open,
        CancellationToken cancellationToken
    )
    {
        var head = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Head, _transport.At($"blobs/{blob.Digest}")),
            OciAuthorizer.Push,
            cancellationToken
        );
        if (!head.TryGet(out var there, out var failure))
            return failure;
        using (there)
        {
            if (there.StatusCode != HttpStatusCode.NotFound)
                return null;
        }

        if (!(await StartUploadAsync(cancellationToken)).TryGet(out var upload, out failure))
            return failure;
        for (var tries = 1; ; tries++)
        {
            await using var bytes = await open(cancellationToken);
            failure = await UploadAsync(blob, bytes, upload, cancellationToken);
            if (failure is null || failure.Kind != PackageFailureKind.TryAgain || tries == _transport.Pace.MaxTries)
                return failure;
            await Task.Delay(_transport.Pace.PauseAfter(tries, null, _clock.GetUtcNow()), _clock, cancellationToken);
            if (!(await ResumeAsync(upload, cancellationToken)).TryGet(out upload, out failure))
                return failure;
        }
    }

    private async Task<Result<Upload, PackageFailure>> StartUploadAsync(CancellationToken cancellationToken)
    {
        var sent = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, _transport.At("blobs/uploads/")) { Content = new ByteArrayContent([]) },
            OciAuthorizer.Push,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return OciFailures.NotFound(Address);
            return LocationOf(answer, _transport.At("blobs/uploads/")) is { } location
                ? new Upload(location, 0)
                : OciFailures.Unexpected(Address, "The registry does not say where to upload to.");
        }
    }

    /// <summary>All in one request; or where it broke off, the rest as a chunk and then the end.</summary>
    private async Task<PackageFailure?> UploadAsync(OciDescriptor blob, Stream bytes, Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Offset == 0)
            return await FinishAsync(blob, upload, () => new UploadContent(bytes, 0, blob.Size), cancellationToken);
        if (upload.Offset < blob.Size)
        {
            if (!(await SendChunkAsync(blob, bytes, upload, cancellationToken)).TryGet(out var next, out var failure))
                return failure;
            upload = next;
        }

        return await FinishAsync(blob, upload, () => new ByteArrayContent([]), cancellationToken);
    }

    private async Task<Result<Upload, PackageFailure>> SendChunkAsync(
        OciDescriptor blob,
        Stream bytes,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        var sent = await _transport.SendOnceAsync(
            () =>
            {
                var content = new UploadContent(bytes, upload.Offset, blob.Size - upload.Offset);
                var range = string.Create(CultureInfo.InvariantCulture, $"{upload.Offset}-{blob.Size - 1}");
                content.Headers.TryAddWithoutValidation("Content-Range", range); // as the specification has it: no unit, no total
                return new HttpRequestMessage(HttpMethod.Patch, upload.Location) { Content = content };
            },
            OciAuthorizer.Push,
            UploadTimeout,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return PackageFailure.TryAgain("registry", "The registry has other bytes of the upload than it said.", Named(blob.Digest));
            return answer.IsSuccessStatusCode && LocationOf(answer, upload.Location) is { } location
                ? new Upload(location, blob.Size)
                : await OciFailures.ReadAsync(answer, Named(blob.Digest), cancellationToken);
        }
    }

    private async Task<PackageFailure?> FinishAsync(
        OciDescriptor blob,
        Upload upload,
        Func<HttpContent> content,
        CancellationToken cancellationToken
    )
    {
        var separator = upload.Location.Query.Length > 0 ? '&' : '?';
        var target = new Uri($"{upload.Location}{separator}digest={Uri.EscapeDataString(blob.Digest)}");
        var sent = await _transport.SendOnceAsync(
            () => new HttpRequestMessage(HttpMethod.Put, target) { Content = content() },
            OciAuthorizer.Push,
            UploadTimeout,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return PackageFailure.TryAgain("registry", "The registry forgot the upload.", Named(blob.Digest));
            if (answer.StatusCode != HttpStatusCode.Created)
                return await OciFailures.ReadAsync(answer, Named(blob.Digest), cancellationToken);
            return DigestOf(answer) is { } digest && digest != blob.Digest
                ? PackageFailure.Refused("digest", $"The registry keeps it as {digest}.", Named(blob.Digest))
                : null;
        }
    }

    /// <summary>Asks how far an upload came; a new one begins where the registry knows nothing of it.</summary>
    private async Task<Result<Upload, PackageFailure>> ResumeAsync(Upload upload, CancellationToken cancellationToken)
    {
        var sent = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, upload.Location),
            OciAuthorizer.Push,
            cancellationToken
        );
        if (sent.TryGet(out var answer, out _))
        {
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.NoContent && EndOf(answer) is { } end)
                    return new Upload(LocationOf(answer, upload.Location) ?? upload.Location, end);
            }
        }

        return await StartUploadAsync(cancellationToken);
    }

    /// <summary>Bytes that are there, from <c>Range: 0-LAST</c>; <c>0-0</c> is how registries say none.</summary>
    private static long? EndOf(HttpResponseMessage answer)
    {
        var text = answer.Headers.TryGetValues("Range", out var values) ? values.First() : "0-0";
        var last = text.Replace("bytes=", "", StringComparison.Ordinal).Split('-') is ["0", var word] ? word : "";
        return !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var end) ? null
            : end == 0 ? 0
            : end + 1;
    }

    private static Uri? LocationOf(HttpResponseMessage answer, Uri at) =>
        answer.Headers.Location is { } location && new Uri(at, location) is var target && OciAddress.IsSafe(target) ? target : null;

    private sealed record Upload(Uri Location, long Offset);
}
