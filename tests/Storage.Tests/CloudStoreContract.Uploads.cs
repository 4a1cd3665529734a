using System.Net;
using System.Net.Http.Headers;

namespace Serverless.Storage.Tests;

/// <summary>What a signed upload address is good for, told by who has nothing but the address.</summary>
public abstract partial class CloudStoreContract
{
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    /// <summary>Whether the emulator looks at signatures, times and lengths; moto does not.</summary>
    protected virtual bool ChecksSignatures => true;

    /// <summary>
    /// Whether the store holds uploads to the announced length; on Azure nothing can, and the host looks at it when the picture is named.
    /// </summary>
    protected virtual bool HoldsToLength => ChecksSignatures;

    [Fact]
    public async Task A_signed_address_takes_the_picture_it_was_signed_for()
    {
        var store = await NewAsync();
        var upload = Got(await store.PresignUploadAsync("up/höhe + 1.png", Terms(), Now));
        Assert.InRange((upload.ExpiresAt - DateTimeOffset.UtcNow).TotalSeconds, 250, 301);
        await PutAsync(upload, Picture, HttpStatusCode.OK, HttpStatusCode.Created);
        await using var reading = Got(await store.ReadAsync("up/höhe + 1.png", BlobSelection.All, Now));
        Assert.Equal("image/png", reading.Properties.MediaType);
        Assert.Equal(Picture, Got(await reading.ToArrayAsync(Now)));
    }

    [Fact]
    public async Task A_replayed_address_replaces_nothing()
    {
        if (!KeepsConditions)
            return;
        var store = await NewAsync();
        var upload = Got(await store.PresignUploadAsync("up/x.png", Terms(), Now));
        await PutAsync(upload, Picture, HttpStatusCode.OK, HttpStatusCode.Created);
        await PutAsync(
            upload,
            [.. Picture.Reverse()],
            HttpStatusCode.PreconditionFailed,
            HttpStatusCode.Forbidden,
            HttpStatusCode.Conflict
        );
        await using var reading = Got(await store.ReadAsync("up/x.png", BlobSelection.All, Now));
        Assert.Equal(Picture, Got(await reading.ToArrayAsync(Now)));
    }

    [Fact]
    public async Task An_address_that_was_changed_or_has_expired_takes_nothing()
    {
        if (!ChecksSignatures)
            return;
        var store = await NewAsync();
        var upload = Got(await store.PresignUploadAsync("up/x.png", Terms(), Now));
        var other = new UriBuilder(upload.Address)
        {
            Path = upload.Address.AbsolutePath.Replace("x.png", "y.png", StringComparison.Ordinal),
        }.Uri;
        await PutAsync(upload with { Address = other }, Picture, HttpStatusCode.Forbidden);
        var brief = Got(await store.PresignUploadAsync("up/y.png", Terms() with { Lifetime = TimeSpan.FromSeconds(1) }, Now));
        await Task.Delay(TimeSpan.FromSeconds(2.2), Now); // the service's own clock decides, and it counts whole seconds
        await PutAsync(brief, Picture, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest);
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("up/y.png", Now)).Failure?.Reason);
    }

    [Fact]
    public async Task More_than_was_announced_is_not_taken()
    {
        if (!HoldsToLength)
            return;
        var store = await NewAsync();
        var upload = Got(await store.PresignUploadAsync("up/x.png", Terms(), Now));
        await PutAsync(upload, [.. Picture, 1], HttpStatusCode.Forbidden, HttpStatusCode.BadRequest);
        Assert.Equal(StoreFailureReason.NotFound, (await store.FindAsync("up/x.png", Now)).Failure?.Reason);
    }

    protected virtual HttpClient Client() => new();

    private static UploadTerms Terms() => new("image/png", Picture.Length, TimeSpan.FromMinutes(5));

    private async Task PutAsync(PresignedUpload upload, byte[] bytes, params HttpStatusCode[] expected)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Put, upload.Address) { Content = new ByteArrayContent(bytes) };
        foreach (var (name, value) in upload.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, Now);
        Assert.True(expected.Contains(response.StatusCode), $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Now)}");
    }
}
