using System.Text.Json.Serialization;
using Serverless.Core.Storage;

namespace Serverless.Storage.Gcp;

/// <summary>An object as the JSON API shows it (numbers of 64 bits are texts there).</summary>
internal sealed record ObjectResource(string Name, string Generation, string Size, string? ContentType, DateTimeOffset? Updated, Dictionary<string, string>? Metadata)
{
    public const string Fields = "name,generation,size,contentType,updated,metadata", ListFields = "items(name,generation,size,contentType,updated),nextPageToken";

    private const string UnknownType = "application/octet-stream";

    public BlobFacts ToFacts() => ToListed() with { MediaType = ContentType ?? UnknownType, Metadata = Metadata ?? BlobFacts.NoMetadata };

    public BlobFacts ToListed() => new(Name, Generation, long.Parse(Size, System.Globalization.CultureInfo.InvariantCulture), ContentType, Updated ?? default, null);
}

/// <summary>What an upload says of the object beside its bytes.</summary>
internal sealed record NewObject(string Name, string ContentType, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A page of a listing; a page may lack its items.</summary>
internal sealed record ObjectList(IReadOnlyList<ObjectResource>? Items, string? NextPageToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectResource))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(NewObject))]
internal sealed partial class StorageJson : JsonSerializerContext;
