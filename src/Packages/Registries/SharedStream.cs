namespace Serverless.Packages.Registries;

/// <summary>A stream whose disposal leaves the one below open.</summary>
/// <param name="stream">The one below.</param>
internal sealed class SharedStream(Stream stream) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => stream.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.ReadAsync(buffer, cancellationToken);
}
