namespace Serverless.Packages.Hub;

/// <summary>A file that one program at a time holds open; the system gives it back when the program ends, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until nobody holds it.</summary>
    /// <param name="file">The file; made where it is not there, and left.</param>
    /// <param name="clock">Waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<FileStream> TakeAsync(string file, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }
}
