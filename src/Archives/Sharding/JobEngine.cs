namespace Serverless.Archives.Sharding;

/// <summary>A platform's batch jobs, known by the variables they set.</summary>
/// <param name="Name">As prices name it.</param>
/// <param name="Index">Variable with the worker's index; null where there is none.</param>
/// <param name="Count">Variable with the number of workers; null where there is none.</param>
/// <param name="Run">The platform's name of this run; null where it gives none.</param>
/// <param name="Claims">Whether workers claim shares, for want of an index.</param>
internal sealed record JobEngine(string Name, string? Index, string? Count, string? Run, bool Claims)
{
    /// <summary>No job: a person's machine.</summary>
    public const string None = "local";

    public static JobEngine Recognise(Func<string, string?> environment)
    {
        string? Set(string name) => environment(name) is { Length: > 0 } text ? text : null;
        if (Set("CLOUD_RUN_JOB") is not null || Set("CLOUD_RUN_TASK_INDEX") is not null)
            return new JobEngine("cloud-run-job", "CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT", Set("CLOUD_RUN_EXECUTION"), false);
        if (Set("AWS_BATCH_JOB_ID") is { } id)
            // an array's workers are ID:INDEX
            return new JobEngine("aws-batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", id.Split(':')[0], false);
        if (Set("AWS_BATCH_JOB_ARRAY_INDEX") is not null)
            return new JobEngine("aws-batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", null, false);
        if (Set("CONTAINER_APP_JOB_NAME") is not null)
            return new JobEngine("container-apps-job", null, null, Set("CONTAINER_APP_JOB_EXECUTION_NAME"), true);
        if (Set("JOB_COMPLETION_INDEX") is not null || Set("KUBERNETES_SERVICE_HOST") is not null)
            return new JobEngine("kubernetes", "JOB_COMPLETION_INDEX", null, null, false);
        return new JobEngine(None, null, null, null, false);
    }
}
