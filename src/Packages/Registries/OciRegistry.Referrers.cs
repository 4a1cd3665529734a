using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Registries;

public sealed partial class OciRegistry
{
    private const int MaxNotes = 4;

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<OciDescriptor>, PackageFailure>> ListReferrersAsync(
        string digest,
        CancellationToken cancellationToken
    )
    {
        var found = new List<OciDescriptor>();
        Uri? next = _transport.At($"referrers/{digest}");
        for (var page = 0; next is not null && page < MaxPages; page++)
        {
            if (!(await ReadPageAsync(next, cancellationToken)).TryGet(out var read, out var failure))
                return failure;
            if (read.Bytes is not { } bytes)
                return page == 0 ? await ReadNotesAsync(digest, cancellationToken) : found;
            if (Parse(bytes, RegistryJson.Default.ReferrerIndex) is not { } index)
                return OciFailures.Unexpected(Named(digest), "The list of referrers cannot be read.");
            found.AddRange(index.Manifests ?? []);
            next = read.Next;
        }

        return found;
    }

    /// <summary>Where the registry has no referrers, an index under a tag stands for them (distribution specification, "Referrers Tag
    /// Schema").</summary>
    private async Task<Result<IReadOnlyList<OciDescriptor>, PackageFailure>> ReadNotesAsync(
        string digest,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadManifestAsync(TagOf(digest), cancellationToken);
        if (!read.TryGet(out var content, out var failure))
            return failure.Rule == "not_found" ? Array.Empty<OciDescriptor>() : failure;
        return Parse(content.Bytes, RegistryJson.Default.ReferrerIndex) is { } index
            ? (index.Manifests ?? []).ToArray()
            : OciFailures.Unexpected(Named(digest), "The list of referrers cannot be read.");
    }

    /// <summary>Notes a manifest with a subject in that index. Another writer may replace it, so it is read back.</summary>
    private async Task<PackageFailure?> NoteReferrerAsync(OciContent manifest, CancellationToken cancellationToken)
    {
        if (Parse(manifest.Bytes, RegistryJson.Default.ManifestHead) is not { Subject: { } subject } head)
            return null;
        var note = manifest.Descriptor with { ArtifactType = head.ArtifactType ?? head.Config?.MediaType, Annotations = head.Annotations };
        for (var tries = 0; tries < MaxNotes; tries++)
        {
            if (!(await ReadNotesAsync(subject.Digest, cancellationToken)).TryGet(out var notes, out var failure))
                return failure;
            if (notes.Any(other => other.Digest == note.Digest))
                return null;
            var index = new ReferrerIndex(2, IndexType, [.. notes, note]);
            var content = new OciContent(IndexType, JsonSerializer.SerializeToUtf8Bytes(index, RegistryJson.Default.ReferrerIndex));
            if (!(await PutManifestAsync(content, TagOf(subject.Digest), cancellationToken)).TryGet(out _, out failure))
                return failure;
        }

        return PackageFailure.TryAgain("busy", "Others write signatures of this package at the same time.", Named(subject.Digest));
    }

    private static string TagOf(string digest) => digest.Replace(':', '-');
}
