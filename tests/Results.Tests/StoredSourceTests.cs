using Serverless.Core.Pipeline;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Results.Tests;

/// <summary>Addresses in documents that are kept for years.</summary>
public sealed class StoredSourceTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s3://bucket/in/100%25 a%23b%3F.png", 1, "s3://bucket/in/100% a#b?.png")]
    [InlineData("s3://bucket/in/100%25 a%23b%3F.png", 2, "s3://bucket/in/100%25 a%23b%3F.png")]
    [InlineData("az://acct/photos/100%.png", 2, "az://acct/photos/100%.png")]
    [InlineData("file:///srv/in/100%25.png", 1, "file:///srv/in/100%25.png")]
    [InlineData("file:///srv/in/100%25.png", 2, "file:///srv/in/100%25.png")]
    [InlineData("something else", 1, "something else")]
    public void An_address_is_read_as_its_document_wrote_it(string source, int version, string expected) =>
        Assert.Equal(expected, StoredSource.TextOf(source, version));

    [Theory]
    [InlineData("s3", "bucket", "in/100% a#b?.png", "fbd6ade2ac6613a3d42a607ea911bab1")]
    [InlineData("file", "", "srv/in/100%.png", "c1af62441246d7fe3b934bcd62a4cb9a")]
    public void Work_keeps_the_name_it_has_always_had(string scheme, string container, string key, string expected)
    {
        var name = ResultNames
            .Of("", key)
            .ResultOf(new BlobAddress(scheme, container, key), "v1", new ModelIdentity("m", "1.2.3", () => ""), new CaptionOptions());
        Assert.EndsWith($"/{expected}.json", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "s3://photos/in/100%25.png")]
    [InlineData(2, "s3://photos/in/100%.png")]
    public async Task What_was_kept_under_either_form_is_forgotten_and_nothing_else(int version, string source)
    {
        var store = new MemoryBlobStore(TimeProvider.System);
        var reviews = new ReviewStore(new BlobFolder(new BlobAddress("s3", "photos", "kept/"), store, "kept/"), keepsFeatures: false);
        await KeepAsync(store, "01J9ZZZZZZZZZZZZZZZZZZZZZ1", version, source);
        await KeepAsync(store, "01J9ZZZZZZZZZZZZZZZZZZZZZ2", 2, "s3://photos/in/100%25.png.jpg");
        await KeepAsync(store, "01J9ZZZZZZZZZZZZZZZZZZZZZ3", 2, "s3://photos/in/100%25.png");
        var pictures = new BlobFolder(new BlobAddress("s3", "photos", "in/"), store, "in/");
        var forgotten = await new Erasure([new ResultStore(pictures, null)], reviews, TimeProvider.System).EraseAsync(
            BlobAddress.Parse("s3://photos/in/100%.png").Value!,
            Now
        );
        Assert.Equal(1, forgotten.Captions);
        Assert.Equal(StoreFailureReason.NotFound, (await reviews.FindAsync("01J9ZZZZZZZZZZZZZZZZZZZZZ1", Now)).Failure?.Reason);
    }

    private static async Task KeepAsync(MemoryBlobStore store, string id, int version, string source)
    {
        var text = $$"""
            {"id":"{{id}}","source":"{{source}}","version":"1","order":null,"sha256":"0","caption":"a","altText":"A","model":"m 1",
            "features":null,"createdAt":"2026-11-21T10:00:00Z","schemaVersion":{{version}}}
            """;
        var content = BlobContent.Of(System.Text.Encoding.UTF8.GetBytes(text), "application/json");
        Assert.Null((await store.WriteAsync($"kept/captions/{id}.json", content, WriteCondition.Absent, Now)).Failure);
    }

    [Theory]
    [InlineData("in/tab\there.png", "name_not_allowed", "a tab")]
    [InlineData("in/line\nend.png", "name_not_allowed", "a line feed")]
    [InlineData("in/../x.png", "name_not_allowed", "a segment is . or ..")]
    public void A_name_that_no_store_takes_is_not_called_too_long(string key, string code, string why)
    {
        var fault = ResultNames.ErrorOf(key, ResultNames.Of("", key).Latest)!;
        Assert.Equal(code, fault.Code);
        Assert.Contains(why, fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_100)]
    [InlineData(1_000)]
    public void A_name_without_room_for_a_results_is_too_long(int length)
    {
        var key = new string('k', length);
        Assert.Equal("name_too_long", ResultNames.ErrorOf(key, ResultNames.Of("", key).Tombstone)!.Code);
    }
}
