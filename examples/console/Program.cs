using Serverless.Captions;

using var captioner = Captioner.Load();
foreach (var picture in args)
{
    var caption = captioner.Describe(picture);
    Console.WriteLine($"{picture}\t{caption.Verdict}\t{caption.AltText ?? string.Join(", ", caption.Reasons)}");
}
