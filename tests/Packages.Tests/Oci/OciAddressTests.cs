using System.Text;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Tests.Oci;

public sealed class OciAddressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("captions-docker-").FullName;

    [Theory]
    [InlineData("oci://ghcr.io/acme/captioner", "https://ghcr.io/")]
    [InlineData("oci://127.0.0.1:5000/a", "http://127.0.0.1:5000/")]
    [InlineData("oci://localhost:5000/a/b_c", "http://localhost:5000/")]
    [InlineData("oci://docker.io/acme/captioner", "https://registry-1.docker.io/")]
    public void Registries_are_asked_encrypted_but_for_this_machine_s_own(string text, string root) =>
        Assert.Equal(root, OciAddress.Parse(text).Value!.Root.ToString());

    [Theory]
    [InlineData("oci://ghcr.io/Acme")]
    [InlineData("oci://ghcr.io/a/../b")]
    [InlineData("oci://ghcr.io/a:1.0.0")]
    [InlineData("oci://user@ghcr.io/a")]
    [InlineData("oci://ghcr.io")]
    [InlineData("https://ghcr.io/a")]
    public void Other_words_are_no_repository(string text) => Assert.Equal("reference", OciAddress.Parse(text).Failure!.Rule);

    [Fact]
    public void Credentials_are_those_of_the_settings_before_those_of_docker()
    {
        File.WriteAllText(Path.Combine(_folder, "password"), "one\n");
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("pat:t:wo"));
        File.WriteAllText(Path.Combine(_folder, "config.json"), $$$"""{"auths":{"ghcr.io":{"auth":"{{{auth}}}"}},"credsStore":"x"}""");
        Assert.Equal(new OciCredentials("me", "one"), Find("ghcr.io", OciCredentials.UserSetting, OciCredentials.PasswordFileSetting));
        Assert.Equal(new OciCredentials("pat", "t:wo"), Find("ghcr.io"));
        Assert.Equal(OciCredentials.None, Find("quay.io"));
        Assert.Equal("pat", Find("ghcr.io").ToString());
    }

    [Fact]
    public void Half_of_the_credentials_is_wrong_usage() =>
        Assert.Equal(
            "credentials",
            OciCredentials.Find("ghcr.io", name => name == OciCredentials.UserSetting ? "me" : null).Failure!.Rule
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private OciCredentials Find(string host, params string[] set) =>
        OciCredentials
            .Find(
                host,
                name =>
                    name == "DOCKER_CONFIG" ? _folder
                    : !set.Contains(name) ? null
                    : name == OciCredentials.UserSetting ? "me"
                    : Path.Combine(_folder, "password")
            )
            .Value!;
}
