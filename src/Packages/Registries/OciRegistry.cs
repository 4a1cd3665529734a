using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

/// <summary>A repository of a registry that speaks the OCI distribution specification 1.1.</summary>
public sealed partial class OciRegistry : IModelRegistry
{
    internal const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    internal const string IndexType = "application/vnd.oci.image.index.v1+json";

    internal const string EmptyType = "application/vnd.oci.empty.v1+json";

    private const int MaxManifestBytes = 4 << 20;

    private const int MaxPages = 1_000;

    private readonly OciAddress _address;
    private readonly OciTransport _transport;
    private readonly TimeProvider _clock;

    /// <summary>Opens one; nothing is asked yet.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="clock">Waits between tries.</param>
    public OciRegistry(OciAddress address, OciCredentials credentials, TimeProvider clock)
        : this(address, credentials, clock, OciPace.Default) { }

    /// <summary>Opens the repository that a reference names, as who the settings or <c>docker login</c> say. Asks nothing yet.</summary>
    /// <param name="reference">The reference; its tag is not looked at.</param>
    /// <param name="variable">Reads a variable of the environment; null where it is not set.</param>
    /// <param name="clock">Waits between tries.</param>
    /// <returns>The registry, which the caller disposes; <c>reference</c> or <c>credentials</c>.</returns>
    public static Result<IModelRegistry, PackageFailure> Open(ModelReference reference, Func<string, string?> variable, TimeProvider clock)
    {
        if (!OciAddress.Parse(reference.Registry).TryGet(out var address, out var failure))
            return failure;
        return OciCredentials.Find(address.Host, variable).TryGet(out var credentials, out failure)
            ? new OciRegistry(address, credentials, clock)
            : failure;
    }

    internal OciRegistry(OciAddress address, OciCredentials credentials, TimeProvider clock, OciPace pace)
    {
        (_address, _clock) = (address, clock);
        _transport = new OciTransport(address, credentials, clock, pace);
    }

    /// <inheritdoc/>
    public string Address => _address.ToString();

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<string>, PackageFailure>> ListTagsAsync(CancellationToken cancellationToken) =>
        (await ListAllTagsAsync(cancellationToken)).TryGet(out var tags, out var failure)
            ? tags.Where(tag => !OwnTag().IsMatch(tag)).ToArray()
            : failure;

    /// <inheritdoc/>
    public async Task<Result<OciContent, PackageFailure>> ReadManifestAsync(string reference, CancellationToken cancellationToken)
    {
        var what = Named(reference);
        var sent = await _transport.SendAsync(() => ManifestRequest(HttpMethod.Get, reference), OciAuthorizer.Pull, cancellationToken);
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return OciFailures.NotFound(what);
            if (!(await ReadBodyAsync(answer, what, cancellationToken)).TryGet(out var bytes, out failure))
                return failure;
            var content = new OciContent(answer.Content.Headers.ContentType?.MediaType ?? "", bytes);
            var isOther = DigestOf(answer) is { } told && told != content.Digest;
            if (isOther || (IsDigest(reference) && reference != content.Digest))
                return PackageFailure.Refused("digest", $"The manifest's digest is {content.Digest}, which is not what was told.", what);
            return content;
        }
    }

    /// <inheritdoc/>
    public async Task<Result<Stream, PackageFailure>> OpenBlobAsync(OciDescriptor blob, long offset, CancellationToken cancellationToken)
    {
        if (offset >= blob.Size)
            return Stream.Null;
        var sent = await _transport.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, _transport.At($"blobs/{blob.Digest}"));
                if (offset > 0)
                    request.Headers.Range = new RangeHeaderValue(offset, null);
                return request;
            },
            OciAuthorizer.Pull,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        var what = Named(blob.Digest);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            return OciFailures.NotFound(what);
        }

        var isRest = answer.StatusCode == HttpStatusCode.PartialContent;
        var start = isRest ? answer.Content.Headers.ContentRange?.From : 0;
        var isExpected = isRest ? start == offset : answer.StatusCode == HttpStatusCode.OK;
        if (!isExpected || (answer.Content.Headers.ContentLength is { } length && length != blob.Size - start))
        {
            answer.Dispose();
            return PackageFailure.Refused("size", $"The registry offers other bytes than the {blob.Size} that are listed.", what);
        }

        var body = new TimedStream(answer, await answer.Content.ReadAsStreamAsync(cancellationToken), _transport.Pace.Piece, _clock);
        return await SkipAsync(body, offset - start!.Value, cancellationToken) is { } why ? OciFailures.BrokenOff(what, why) : body;
    }

    /// <inheritdoc/>
    public async Task<PackageFailure?> WriteManifestAsync(OciContent manifest, string? tag, CancellationToken cancellationToken)
    {
        if (manifest.Bytes.Length > MaxManifestBytes)
            return PackageFailure.Refused("size", $"A manifest has at most {MaxManifestBytes} bytes.", Named(tag ?? manifest.Digest));
        if (tag is not null)
        {
            if (!(await FindDigestAsync(tag, cancellationToken)).TryGet(out var taken, out var failure))
                return failure;
            if (taken.Digest is { } digest && digest != manifest.Digest)
                return PackageFailure.Refused("tag_taken", $"{tag} means {digest} already; versions do not change.", Named(tag));
        }

        if (!(await PutManifestAsync(manifest, tag ?? manifest.Digest, cancellationToken)).TryGet(out var put, out var error))
            return error;
        return put.KnowsSubject ? null : await NoteReferrerAsync(manifest, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>The digest of a manifest; null where there is none.</summary>
    private async Task<Result<FoundManifest, PackageFailure>> FindDigestAsync(string reference, CancellationToken cancellationToken)
    {
        var sent = await _transport.SendAsync(() => ManifestRequest(HttpMethod.Head, reference), OciAuthorizer.Push, cancellationToken);
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return new FoundManifest(null);
            if (DigestOf(answer) is { } digest)
                return new FoundManifest(digest);
        }

        return (await ReadManifestAsync(reference, cancellationToken)).TryGet(out var content, out failure)
            ? new FoundManifest(content.Digest)
            : failure;
    }

    private async Task<Result<PutManifest, PackageFailure>> PutManifestAsync(
        OciContent manifest,
        string reference,
        CancellationToken cancellationToken
    )
    {
        var sent = await _transport.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, _transport.At($"manifests/{reference}"));
                request.Content = new ByteArrayContent(manifest.Bytes);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
                return request;
            },
            OciAuthorizer.Push,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode != HttpStatusCode.Created)
                return await OciFailures.ReadAsync(answer, Named(reference), cancellationToken);
            return DigestOf(answer) is { } digest && digest != manifest.Digest
                ? PackageFailure.Refused("digest", $"The registry keeps it as {digest}.", Named(reference))
                : new PutManifest(answer.Headers.Contains("OCI-Subject"));
        }
    }

    private async Task<Result<List<string>, PackageFailure>> ListAllTagsAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        Uri? next = _transport.At("tags/list?n=1000");
        for (var page = 0; next is not null && page < MaxPages; page++)
        {
            if (!(await ReadPageAsync(next, cancellationToken)).TryGet(out var read, out var failure))
                return failure;
            if (read.Bytes is { } bytes)
                tags.AddRange(Parse(bytes, RegistryJson.Default.TagPage)?.Tags ?? []);
            next = read.Next;
        }

        tags.Sort(StringComparer.Ordinal);
        return tags;
    }

    /// <summary>A page of a listing; no bytes where there is nothing of the kind.</summary>
    private async Task<Result<Page, PackageFailure>> ReadPageAsync(Uri address, CancellationToken cancellationToken)
    {
        var sent = await _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, address),
            OciAuthorizer.Pull,
            cancellationToken
        );
        if (!sent.TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return new Page(null, null);
            if (!(await ReadBodyAsync(answer, Address, cancellationToken)).TryGet(out var bytes, out failure))
                return failure;
            return new Page(bytes, NextOf(answer, address));
        }
    }

    /// <summary>The next page (RFC 8288), of this registry alone.</summary>
    private static Uri? NextOf(HttpResponseMessage answer, Uri address)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
            return null;
        var match = links.Select(link => NextLink().Match(link)).FirstOrDefault(found => found.Success);
        return match is not null && Uri.TryCreate(address, match.Groups[1].Value, out var next) && next.Authority == address.Authority
            ? next
            : null;
    }

    private async Task<Result<byte[], PackageFailure>> ReadBodyAsync(
        HttpResponseMessage answer,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(_transport.Pace.Piece, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            if (answer.Content.Headers.ContentLength > MaxManifestBytes)
                return PackageFailure.Refused("size", $"It is larger than {MaxManifestBytes} bytes.", what);
            await answer.Content.LoadIntoBufferAsync(MaxManifestBytes, either.Token);
            return await answer.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return PackageFailure.Refused("size", $"It is larger than {MaxManifestBytes} bytes.", what);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return OciFailures.BrokenOff(what, (error.InnerException ?? error).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OciFailures.Slow(what);
        }
    }

    private HttpRequestMessage ManifestRequest(HttpMethod method, string reference)
    {
        var request = new HttpRequestMessage(method, _transport.At($"manifests/{reference}"));
        request.Headers.Accept.ParseAdd($"{ManifestType}, {IndexType}");
        return request;
    }

    /// <summary>Passes over bytes where the registry knows no ranges.</summary>
    /// <returns>Null, or why it broke off.</returns>
    private static async Task<string?> SkipAsync(TimedStream body, long count, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[64 << 10];
            while (count > 0)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
                if (read == 0)
                    throw new IOException("the bytes ended early");
                count -= read;
            }

            return null;
        }
        catch (IOException error)
        {
            await body.DisposeAsync();
            return error.Message;
        }
    }

    private static T? Parse<T>(byte[] bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Named(string reference) => IsDigest(reference) ? $"{Address}@{reference}" : $"{Address}:{reference}";

    private static bool IsDigest(string reference) => reference.StartsWith("sha256:", StringComparison.Ordinal);

    /// <summary>Docker-Content-Digest, where it is one we can check.</summary>
    private static string? DigestOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Docker-Content-Digest", out var values) && values.FirstOrDefault() is { } value && IsDigest(value)
            ? value
            : null;

    [GeneratedRegex("""^<([^>]+)>\s*;.*\brel="?next"?""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NextLink();

    /// <summary>Tags that stand for something of the registry's own: steps of aliases, and lists of referrers.</summary>
    [GeneratedRegex(@"^(alias-.+-[0-9]{10}|sha256-[0-9a-f]{64})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnTag();

    private sealed record FoundManifest(string? Digest);

    private sealed record PutManifest(bool KnowsSubject);

    private sealed record Page(byte[]? Bytes, Uri? Next);
}
