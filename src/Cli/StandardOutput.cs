using System.Runtime.InteropServices;

namespace Serverless.Cli;

/// <summary>
/// Standard output and error by write(2). .NET's own console stream ignores a pipe that has lost its reader, so that a run over a million
/// pictures would go on without a reader.
/// </summary>
/// <param name="descriptor">1 or 2.</param>
/// <param name="isNeeded">Whether what cannot be written ends the command (<see cref="OutputFailedException"/>); else it is dropped: there
/// is nobody left to tell.</param>
internal sealed partial class StandardOutput(int descriptor, bool isNeeded) : Stream
{
    private const int Interrupted = 4,
        GetDescriptorFlags = 1,
        CloseOnExec = 1,
        GetFlags = 3,
        AccessMode = 3,
        ReadOnly = 0;

    private const short WaitsToWrite = 4; // POLLOUT, as EINTR, F_GETFD, F_GETFL and O_ACCMODE the same on Linux and macOS

    private static readonly int TryAgainError = OperatingSystem.IsMacOS() ? 35 : 11;

    private string? _error;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether there is a standard input.</summary>
    public static bool HasInput { get; private set; } = true;

    /// <summary>Puts both in the place of the console's own.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
            return;
        HasInput = IsOpen(0);
        var (output, error) = (new StandardOutput(1, isNeeded: true), new StandardOutput(2, isNeeded: false));
        if (!IsWritable(1))
            output._error = "it is closed";
        if (!IsWritable(2))
            error._error = "it is closed";
        while (Open("/dev/null", ReadOnly) is >= 0 and <= 2) // numbers that are free must not become a picture's or a result's
        { }

        Console.SetOut(new StreamWriter(output, Console.OutputEncoding) { AutoFlush = true });
        Console.SetError(new StreamWriter(error, Console.OutputEncoding) { AutoFlush = true });
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && _error is null)
        {
            var count = (int)WriteBytes(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
                buffer = buffer[count..];
            else if (Marshal.GetLastPInvokeError() is var error && error == TryAgainError)
                Wait();
            else if (error != Interrupted)
                _error = Marshal.GetPInvokeErrorMessage(error);
        }

        if (isNeeded && _error is not null)
            throw new OutputFailedException(_error);
    }

    private void Wait() => _ = Poll([new Waiting(descriptor, WaitsToWrite, 0)], 1, -1);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Whether a number was handed to this process open. One that was closed has by now been taken by a file of the runtime's own, which
    /// would not have outlived the start of a program.
    /// </summary>
    private static bool IsOpen(int descriptor) =>
        Control(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    private static bool IsWritable(int descriptor) =>
        IsOpen(descriptor) && Control(descriptor, GetFlags) is >= 0 and var flags && (flags & AccessMode) != ReadOnly;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Waiting(int Descriptor, short Events, short Happened);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Waiting[] waiting, uint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
