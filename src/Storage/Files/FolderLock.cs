using System.Diagnostics.CodeAnalysis;

namespace Serverless.Storage.Files;

/// <summary>
/// One replacing or deleting writer at a time in a folder, over all processes of a machine (and over NFSv4): an exclusively opened file,
/// which the system lets go when its holder dies.
/// </summary>
/// <param name="root">The folder.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class FolderLock(string root)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    return new LockHandle(
                        new FileStream(
                            Path.Combine(root, FileNames.ReservedPrefix + "lock"),
                            FileMode.OpenOrCreate,
                            FileAccess.ReadWrite,
                            FileShare.None
                        ),
                        _semaphore
                    );
                }
                catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
                {
                    await Task.Delay(Pause, cancellationToken);
                }
            }
        }
        catch
        {
            _semaphore.Release();
            throw;
        }
    }

    private sealed class LockHandle(FileStream file, SemaphoreSlim here) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            here.Release();
        }
    }
}
