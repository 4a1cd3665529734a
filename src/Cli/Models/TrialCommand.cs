using System.CommandLine;
using Serverless.Packages.Gate;
using Serverless.Settings;
using Serverless.Settings.Decoding;

namespace Serverless.Cli.Models;

/// <summary><c>caption model trial</c>: not for people; this program starts itself with it, see <see cref="ModelTrial"/>.</summary>
internal static class TrialCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "An unpacked package." };
        var record = new Option<bool>("--record") { Description = "Answers are recorded, not compared." };
        var watched = new Option<bool>("--watched") { Description = "Ends when its input does." };
        var command = new Command("trial", "Loads an unpacked package and captions its golden pictures.") { folder, record, watched };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
                string[] words =
                [
                    parsed.GetValue(folder)!,
                    .. parsed.GetValue(record) ? (string[])["--record"] : [],
                    .. parsed.GetValue(watched) ? (string[])["--watched"] : [],
                ];
                return ModelTrial.RunAsync(words, ImageDecoders.Start(settings), settings.Runtime, Console.Out, cancellationToken);
            }
        );
        return command;
    }
}
