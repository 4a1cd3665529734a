using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.LocalTargets.Control;

namespace Serverless.LocalTargets.State;

/// <summary>The files of a target's folder. Each is replaced as a whole: not even a start after a kill sees half of one.</summary>
internal sealed class StateFiles
{
    private readonly Lock _lock = new();

    public StateFiles(string folder)
    {
        Folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string AddressPath => Path.Combine(Folder, "target.json");

    private string StatePath => Path.Combine(Folder, "state.json");

    /// <exception cref="InvalidDataException">There is a state that cannot be read: nothing is started over it.</exception>
    public TargetState? ReadState()
    {
        if (!File.Exists(StatePath))
            return null;
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(StatePath), ControlJson.Default.TargetState);
            return state is { SchemaVersion: 1 }
                ? state
                : throw new InvalidDataException($"{StatePath} is of another version of this program: move the folder away.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{StatePath} is broken ({error.Message}): move the folder away to begin anew.", error);
        }
    }

    public void Write(TargetState state) => Replace(StatePath, state, ControlJson.Default.TargetState);

    public void Write(TargetAddress address) => Replace(AddressPath, address, ControlJson.Default.TargetAddress);

    public void RemoveAddress() => File.Delete(AddressPath);

    /// <summary>Only one program may serve a folder.</summary>
    /// <returns>Held as long as it is not disposed; null where another program has it.</returns>
    public FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Replace<T>(string path, T value, JsonTypeInfo<T> type)
    {
        lock (_lock)
        {
            var draft = path + ".new";
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options))
            {
                JsonSerializer.Serialize(file, value, type);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
    }
}
