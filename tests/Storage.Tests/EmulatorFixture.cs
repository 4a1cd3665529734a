using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>One emulator for the tests of a class. Without its part none is started, and whoever asks for it is skipped.</summary>
public abstract class EmulatorFixture : IAsyncLifetime
{
    private readonly Part? _part;
    private Emulator? _server;

    /// <param name="part">What the emulator needs of the machine; null where it is built with the tests.</param>
    private protected EmulatorFixture(Part? part) => _part = part;

    internal Emulator Server
    {
        get
        {
            if (_part is not null)
                Parts.Require(_part);
            return _server!;
        }
    }

    public async ValueTask InitializeAsync() => _server = _part?.WhyMissing is null ? await StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<Emulator> StartAsync();
}
