# Secrets stay in Secrets Manager (or, as SecureString, in Systems Manager): variables and the environment hold their ARNs alone, and no
# state a value of theirs, but for the token of the rollback's trigger, which the vendor takes by value (main.rollback.tf).

locals {
  secret_arns    = [for arn in distinct(values(var.secrets)) : arn if strcontains(arn, ":secretsmanager:")]
  parameter_arns = [for arn in distinct(values(var.secrets)) : arn if strcontains(arn, ":ssm:")]
}
