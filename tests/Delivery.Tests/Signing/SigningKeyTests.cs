using System.Security.Cryptography;
using Serverless.Signing;

namespace Serverless.Delivery.Tests.Signing;

public sealed class SigningKeyTests
{
    [Fact]
    public void A_key_is_read_from_a_file_or_from_the_text_itself()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, pem);
            using var fromFile = SigningKey.Read(file).Value;
            using var fromText = SigningKey.Read(pem).Value;
            Assert.Equal(fromFile!.Id, fromText!.Id);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_text_that_is_no_key_is_refused_and_never_shown()
    {
        var wrong = SigningKey.Read("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----").Failure;
        Assert.StartsWith("The text holds no private key", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong, StringComparison.Ordinal);
    }
}
