using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>One emulator for the tests of a class.</summary>
public abstract class EmulatorFixture : IAsyncLifetime
{
    internal Emulator Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<Emulator> StartAsync();
}
