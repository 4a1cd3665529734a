using Serverless.Benchmarks.Calibration;
using Serverless.Core.Pipeline;

namespace Serverless.Benchmarks.Names;

/// <summary>The models with an image classifier that has no tags: a copy of its folder without them, removed when disposed.</summary>
internal sealed class ClassesAlone : IDisposable
{
    private readonly DirectoryInfo _folder;

    private ClassesAlone(DirectoryInfo folder, LoadedModels models) => (_folder, Models) = (folder, models);

    public LoadedModels Models { get; }

    public static ClassesAlone Load()
    {
        var folder = Directory.CreateTempSubdirectory("classes-alone-");
        var source = Checkout.Models("labels-base");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).StartsWith("tag", StringComparison.Ordinal))
                continue;
            var target = Path.Combine(folder.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return new ClassesAlone(folder, CalibrateCommand.Load(folder.FullName));
    }

    public void Dispose()
    {
        Models.Dispose();
        _folder.Delete(recursive: true);
    }
}
