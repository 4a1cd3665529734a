using System.Text;
using Serverless.Signing;

namespace Serverless.Delivery.Tests.Signing;

public sealed class DsseEnvelopeTests
{
    /// <summary>The example of the specification, protocol.md.</summary>
    [Fact]
    public void What_is_signed_is_encoded_as_the_specification_has_it() =>
        Assert.Equal(
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
            Encoding.UTF8.GetString(DsseEnvelope.Encode("http://example.com/HelloWorld", "hello world"u8.ToArray()))
        );

    [Fact]
    public void A_payload_opens_only_with_its_type_and_its_key()
    {
        using var key = new TestKey();
        using var other = new TestKey();
        var envelope = DsseEnvelope.Sign("text/plain", "words"u8.ToArray(), key.Keys.Signing!);

        Assert.Equal("words"u8.ToArray(), envelope.Open("text/plain", key.Keys.Trusted!)!.Payload);
        Assert.Null(envelope.Open("text/html", key.Keys.Trusted!));
        Assert.Null(envelope.Open("text/plain", other.Keys.Trusted!));
        Assert.Null((envelope with { Payload = "d29yZHo=" }).Open("text/plain", key.Keys.Trusted!));
        Assert.Null((envelope with { PayloadType = "text/html" }).Open("text/html", key.Keys.Trusted!));
    }
}
