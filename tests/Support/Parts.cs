namespace Serverless.Testing;

/// <summary>Every part of the machine that tests of .NET use. A test, or its class, calls <c>Require</c>; a fixture never does.</summary>
internal static partial class Parts
{
    private const string OldNodeFails = """
        if (parseInt(process.versions.node) < 20) { console.error(`Node ${process.versions.node} is older than 20`); process.exit(1); }
        """;

    private static readonly string Emulators = Path.Combine(Repository.Root, "tests", "Emulators");

    public static Part Node { get; } =
        Part.Program("node", "install Node.js 20 or newer with npm (https://nodejs.org)", ["-e", OldNodeFails]);

    /// <summary>moto, which plays S3: that of <c>make test</c>, or one of the PATH.</summary>
    public static Part Moto { get; } =
        Part.Program(
            "moto_server",
            "make test installs it where there are python3 with venv and a network",
            ["--help"],
            Path.Combine(Emulators, ".venv", "bin")
        );

    /// <summary>The AWS command line, which changes Lambda.</summary>
    public static Part AwsCommandLine { get; } =
        Part.Program("aws", "install the AWS command line (https://aws.amazon.com/cli, or pip install awscli)", ["--version"]);

    public static Part Azurite { get; } = Npm("azurite", [], "azurite/dist/src/blob/main.js");

    /// <summary>A compatible store, which hides its cursors with DES.</summary>
    public static Part S3Rver { get; } = Npm("s3rver", ["--openssl-legacy-provider"], "s3rver/bin/s3rver.js");

    /// <summary>A registry of images (Debian's docker-registry).</summary>
    public static Part DockerRegistry { get; } =
        Part.Program("docker-registry", "make test-deps, or apt-get install docker-registry", ["--version"]);

    /// <summary>A client of registries (Debian's skopeo).</summary>
    public static Part Skopeo { get; } = Part.Program("skopeo", "make test-deps, or apt-get install skopeo", ["--version"]);

    public static Part ExifTool { get; } = Part.Program("exiftool", "make test-deps, or apt-get install libimage-exiftool-perl", ["-ver"]);

    public static Part Exiv2 { get; } = Part.Program("exiv2", "make test-deps, or apt-get install exiv2", ["--version"]);

    /// <summary>The right to a mount namespace, and what makes one.</summary>
    public static Part MountNamespace { get; } =
        Part.Program("unshare", "run the tests as root with the right to mount", ["--mount", "true"]);

    private static Part Npm(string name, string[] words, string script) =>
        Part.Script(
            name,
            $"make test installs {name} where there are npm and a network",
            Node,
            words,
            Path.Combine(Emulators, "node_modules", script)
        );
}
